@echo off
rem Runs Hallway from this checkout on the pinned Node, whatever Node the machine has. The first run
rem installs it (agent\bootstrap\bootstrap.mjs), with any Node from 20 on.
setlocal
set "root=%~dp0"
set "node=%root%node_modules\.bin\node.exe"
set "any=%node%"
if not exist "%any%" set "any=node"
set "build="
if "%~1"=="agent" set "build=--dashboard"
if "%~1"=="demo" set "build=--dashboard"
if "%~1"=="dashboard" set "build=--dashboard"
"%any%" "%root%agent\bootstrap\bootstrap.mjs" %build% 1>&2
if errorlevel 1 exit /b 1
if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%root%node_modules\.cache\hallway"
"%node%" --max-semi-space-size=1 --disable-warning=ExperimentalWarning "%root%dist\agent\main.js" %*
exit /b %ERRORLEVEL%
