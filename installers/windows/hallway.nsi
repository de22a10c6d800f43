; Installs Hallway for one person without an administrator, silently with /S. Run by an
; administrator it also opens the firewall for the program. Its status is 0, or 2 where an agent
; that runs could not be ended. A silent removal keeps the person's data unless the environment has
; HALLWAY_REMOVE_DATA=1, as the removal of Debian's package.
Unicode true
Target amd64-unicode
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Hallway"
!define ARGUMENTS '--max-semi-space-size=1 --disable-warning=ExperimentalWarning "$INSTDIR\dist\agent\launch.js"'
!include "FileFunc.nsh"
!include "LogicLib.nsh"
Name "Hallway"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Hallway"
; A newer version goes where the one before is.
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
!ifdef QUICK
  SetCompress off
!else
  SetCompressor /SOLID lzma
  ; MiB, eight times what is usual: parts of Node that are alike lie far from each other.
  SetCompressorDictSize 64
!endif
Icon "${TREE}\hallway.ico"
UninstallIcon "${TREE}\hallway.ico"
SetDateSave off
ShowInstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Hallway"
VIAddVersionKey FileDescription "Printers, drives and folders of the office"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "The Hallway authors"
Var ran

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

; A removal takes the whole folder: where others have something in it, Hallway gets one of its own.
Function .onInit
  ${DirState} "$INSTDIR" $0
  ${If} $0 == 1
  ${AndIfNot} ${FileExists} "$INSTDIR\hallway.cmd"
    StrCpy $INSTDIR "$INSTDIR\Hallway"
  ${EndIf}
FunctionEnd

; Sets $3 where Windows lets nobody write a program, as it does while that runs.
!macro LookAt FILE
  ${If} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $4 "${FILE}" a
    ${If} ${Errors}
      StrCpy $3 "runs"
    ${Else}
      FileClose $4
    ${EndIf}
  ${EndIf}
!macroend

; An agent ends a moment after it answered that it does. Its files can be replaced only then.
!macro AwaitEnd
  StrCpy $2 0
  ${Do}
    StrCpy $3 ""
    !insertmacro LookAt "$INSTDIR\bin\node.exe"
    !insertmacro LookAt "$INSTDIR\bin\hallway.exe"
    ${If} $3 == ""
      ${ExitDo}
    ${EndIf}
    IntOp $2 $2 + 1
    ${If} $2 > 100
      ; All is as it was, then.
      ${If} $ran == "yes"
        Exec '"$INSTDIR\bin\hallway.exe" ${ARGUMENTS} start'
      ${EndIf}
      Abort "Hallway runs and does not end. Restart this PC and try again."
    ${EndIf}
    Sleep 200
  ${Loop}
  ClearErrors
!macroend

Section
  StrCpy $ran ""
  ${If} ${FileExists} "$INSTDIR\hallway.cmd"
    nsExec::Exec '"$INSTDIR\hallway.cmd" stop'
    Pop $0
    ${If} $0 == "0"
      StrCpy $ran "yes"
    ${EndIf}
  ${EndIf}
  !insertmacro AwaitEnd
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
  CreateShortcut "$SMPROGRAMS\Hallway\Hallway.lnk" "$INSTDIR\bin\hallway.exe" '${ARGUMENTS} start --open' "$INSTDIR\hallway.ico"
  CreateShortcut "$SMPROGRAMS\Hallway\Remove Hallway.lnk" "$INSTDIR\uninstall.exe"
  ; Explorer puts the paths of what was chosen behind it.
  CreateShortcut "$SENDTO\Hallway.lnk" "$INSTDIR\bin\hallway.exe" '${ARGUMENTS} send-to' "$INSTDIR\hallway.ico"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "Hallway" '"$INSTDIR\bin\hallway.exe" ${ARGUMENTS} agent'
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
  ${If} ${Silent}
    ; Whoever brings a new version to many PCs interrupts nobody for longer than it takes.
    ${If} $ran == "yes"
      Exec '"$INSTDIR\bin\hallway.exe" ${ARGUMENTS} start'
    ${EndIf}
  ${Else}
    Exec '"$INSTDIR\bin\hallway.exe" ${ARGUMENTS} start --open'
  ${EndIf}
SectionEnd

Section "Uninstall"
  StrCpy $0 "--keep-data"
  ${If} ${Silent}
    ReadEnvStr $1 HALLWAY_REMOVE_DATA
    ${If} $1 == "1"
      StrCpy $0 "--remove-data"
    ${EndIf}
  ${Else}
    MessageBox MB_YESNO|MB_DEFBUTTON2 "Remove your data of Hallway, too? Shared folders are never touched." IDNO keep
    StrCpy $0 "--remove-data"
    keep:
  ${EndIf}
  nsExec::Exec '"$INSTDIR\hallway.cmd" uninstall $0'
  Pop $1
  !insertmacro AwaitEnd
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
  RMDir "$LOCALAPPDATA\Programs"
SectionEnd
