; Installs Hallway for one person without an administrator, silently with /S. Run by an
; administrator it also opens the firewall for the program.
Unicode true
!include "FileFunc.nsh"
Name "Hallway"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Hallway"
RequestExecutionLevel user
SetCompressor /SOLID lzma
; MiB, eight times what is usual: parts of Node that are alike lie far from each other.
SetCompressorDictSize 64
Icon "${TREE}\hallway.ico"
UninstallIcon "${TREE}\hallway.ico"
SetDateSave off
ShowInstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Hallway"
VIAddVersionKey FileDescription "Printers, drives and folders of the office"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "The Hallway authors"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Hallway"

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Section
  ; An agent that runs holds its files.
  IfFileExists "$INSTDIR\hallway.cmd" 0 +2
    nsExec::Exec '"$INSTDIR\hallway.cmd" stop'
  RMDir /r "$INSTDIR\dist"
  RMDir /r "$INSTDIR\node_modules"
  SetOutPath "$INSTDIR"
  File /r "${TREE}\*.*"
  ; The same program without a console: its subsystem is 2 instead of 3 (PE format, optional header).
  CopyFiles /SILENT "$INSTDIR\bin\node.exe" "$INSTDIR\bin\hallway.exe"
  FileOpen $0 "$INSTDIR\bin\hallway.exe" a
  FileSeek $0 ${SUBSYSTEM} SET
  FileWriteByte $0 2
  FileClose $0
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\Hallway"
  CreateShortcut "$SMPROGRAMS\Hallway\Hallway.lnk" "$INSTDIR\bin\hallway.exe" '--max-semi-space-size=1 --disable-warning=ExperimentalWarning "$INSTDIR\dist\agent\launch.js" start --open' "$INSTDIR\hallway.ico"
  CreateShortcut "$SMPROGRAMS\Hallway\Remove Hallway.lnk" "$INSTDIR\uninstall.exe"
  ; Explorer puts the paths of what was chosen behind it.
  CreateShortcut "$SENDTO\Hallway.lnk" "$INSTDIR\bin\hallway.exe" '--max-semi-space-size=1 --disable-warning=ExperimentalWarning "$INSTDIR\dist\agent\launch.js" send-to' "$INSTDIR\hallway.ico"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "Hallway" '"$INSTDIR\bin\hallway.exe" --max-semi-space-size=1 --disable-warning=ExperimentalWarning "$INSTDIR\dist\agent\launch.js" agent'
  WriteRegStr HKCU "${KEY}" "DisplayName" "Hallway"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "The Hallway authors"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\hallway.ico"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
  ; Without an administrator this does nothing, and Windows asks at the first connection.
  nsExec::Exec 'netsh advfirewall firewall delete rule name="Hallway"'
  nsExec::Exec 'netsh advfirewall firewall add rule name="Hallway" dir=in action=allow program="$INSTDIR\bin\hallway.exe" profile=private,domain'
  nsExec::Exec 'netsh advfirewall firewall add rule name="Hallway" dir=in action=allow program="$INSTDIR\bin\node.exe" profile=private,domain'
  IfSilent +2
    Exec '"$INSTDIR\bin\hallway.exe" "$INSTDIR\dist\agent\launch.js" start --open'
SectionEnd

Section "Uninstall"
  StrCpy $0 "--keep-data"
  IfSilent keep
    MessageBox MB_YESNO|MB_DEFBUTTON2 "Remove your data of Hallway, too? Shared folders are never touched." IDNO keep
    StrCpy $0 "--remove-data"
  keep:
  nsExec::Exec '"$INSTDIR\hallway.cmd" uninstall $0'
  nsExec::Exec 'netsh advfirewall firewall delete rule name="Hallway"'
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "Hallway"
  DeleteRegKey HKCU "${KEY}"
  RMDir /r "$SMPROGRAMS\Hallway"
  Delete "$SENDTO\Hallway.lnk"
  ; Compiled code of this version, no data of the person's.
  RMDir /r "$LOCALAPPDATA\Hallway\compiled"
  RMDir "$LOCALAPPDATA\Hallway"
  RMDir /r "$INSTDIR\dist"
  RMDir /r "$INSTDIR\node_modules"
  RMDir /r "$INSTDIR\bin"
  Delete "$INSTDIR\*.*"
  RMDir "$INSTDIR"
SectionEnd
