; setup.exe. Silent with /S. All that knows about the service is the program's own command. Made by packaging/windows/pack:
; makensis -DVERSION=… -DSOURCE=<folder with the files> -DOUT=<setup.exe>
Target amd64-unicode            ; the default is a 32-bit program
Unicode true
SetCompressor /SOLID lzma
Name "ddns-sidecar"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\ddns-sidecar"
InstallDirRegKey HKLM "Software\ddns-sidecar" "InstallDir"
RequestExecutionLevel admin
ShowInstDetails show
Icon "${SOURCE}/ddns-sidecar.ico"
UninstallIcon "${SOURCE}/ddns-sidecar.ico"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "ddns-sidecar"
VIAddVersionKey FileDescription "Installer of ddns-sidecar"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "MIT license"
Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\ddns-sidecar"

Function .onInit
  SetRegView 64
  ReadRegStr $0 HKLM "Software\ddns-sidecar" "InstallDir"
  StrCmp $0 "" fresh
    StrCpy $INSTDIR $0
  fresh:
FunctionEnd

Section "ddns-sidecar"
  SetRegView 64
  SetShellVarContext all
  ; An older one that runs would hold its file. The command waits until the service has stopped.
  IfFileExists "$INSTDIR\ddns-sidecar.exe" 0 copy
    nsExec::ExecToLog '"$INSTDIR\ddns-sidecar.exe" service stop'
    Pop $0
  copy:
  SetOutPath "$INSTDIR"
  File "${SOURCE}/ddns-sidecar.exe"
  File "${SOURCE}/LICENSE.txt"
  File "${SOURCE}/README.md"
  File "${SOURCE}/windows.md"
  SetOutPath "$INSTDIR\configs"
  File "${SOURCE}/configs/*.yaml"
  WriteRegStr HKLM "Software\ddns-sidecar" "InstallDir" "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "ddns-sidecar"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayIcon" "$INSTDIR\ddns-sidecar.exe"
  WriteRegStr HKLM "${UNINSTALL}" "Publisher" "The ddns-sidecar project"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "NoRepair" 1
  nsExec::ExecToLog '"$INSTDIR\ddns-sidecar.exe" service install --keep --start'
  Pop $0
  StrCmp $0 "0" done
    SetErrorLevel 1
    Abort "The service could not be installed (exit code $0)"
  done:
SectionEnd

Section "Uninstall"
  SetRegView 64
  nsExec::ExecToLog '"$INSTDIR\ddns-sidecar.exe" service uninstall'
  Pop $0
  StrCmp $0 "0" stopped
    SetErrorLevel 1
    Abort "The service could not be removed (exit code $0)"
  stopped:
  Delete "$INSTDIR\ddns-sidecar.exe"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\README.md"
  Delete "$INSTDIR\windows.md"
  Delete "$INSTDIR\configs\*.yaml"
  RMDir "$INSTDIR\configs"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${UNINSTALL}"
  DeleteRegKey HKLM "Software\ddns-sidecar"
  DetailPrint "Configuration, state and logs are kept in the folder ddns-sidecar of ProgramData."
SectionEnd
