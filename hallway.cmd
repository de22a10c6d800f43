@echo off
rem Runs Hallway from this checkout on the pinned Node, whatever Node the machine has. The first run
rem installs it (agent\bootstrap\bootstrap.mjs), with any Node from 20 on.
setlocal
set "root=%~dp0"
set "node=%root%node_modules\.bin\node.exe"
if not exist "%node%" goto install
if not exist "%root%node_modules\.hallway-stamp" goto install
if "%~1"=="agent" if not exist "%root%dist\dashboard\index.html" goto install
if "%~1"=="demo" if not exist "%root%dist\dashboard\index.html" goto install
if "%~1"=="dashboard" if not exist "%root%dist\dashboard\index.html" goto install
:run
if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%root%node_modules\.cache\hallway"
"%node%" --max-semi-space-size=1 --optimize-for-size --disable-warning=ExperimentalWarning "%root%agent\main.ts" %*
exit /b %ERRORLEVEL%
:install
node "%root%agent\bootstrap\bootstrap.mjs" --dashboard 1>&2
if errorlevel 1 exit /b 1
goto run
