@echo off
rem Runs Hallway as it is installed, on its own Node.
setlocal
if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%LOCALAPPDATA%\Hallway\compiled"
"%~dp0bin\node.exe" --max-semi-space-size=1 --disable-warning=ExperimentalWarning "%~dp0dist\agent\launch.js" %*
exit /b %ERRORLEVEL%
