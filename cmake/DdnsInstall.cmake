# What `cmake --install` puts where. Under /usr and /usr/local systemd finds its files. The logrotate stanza is only an
# example here: the program rotates its log itself unless told otherwise, and two must not do it. The Debian package
# (DdnsPackage.cmake) installs it for good, with a configuration that says so.
install(TARGETS ddns-sidecar RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.png")
install(DIRECTORY configs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/ddns-sidecar/configs PATTERN systemd EXCLUDE)
install(DIRECTORY dashboards/ DESTINATION ${CMAKE_INSTALL_DATADIR}/ddns-sidecar/dashboards
  FILES_MATCHING PATTERN "*.json" PATTERN "*.yml" PATTERN "*_test.yml" EXCLUDE PATTERN source EXCLUDE PATTERN preview EXCLUDE)
install(PROGRAMS dashboards/set-links DESTINATION ${CMAKE_INSTALL_DATADIR}/ddns-sidecar/dashboards)
install(FILES logrotate/ddns-sidecar DESTINATION ${CMAKE_INSTALL_DATADIR}/ddns-sidecar/logrotate)

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  install(FILES configs/systemd/ddns-sidecar.sysusers.conf DESTINATION lib/sysusers.d RENAME ddns-sidecar.conf)
  install(FILES configs/systemd/ddns-sidecar.tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME ddns-sidecar.conf)
  # The prefix is known for sure only when it is installed.
  set(units ${PROJECT_SOURCE_DIR}/configs/systemd)
  set(made ${PROJECT_BINARY_DIR}/systemd)
  install(CODE "
    foreach(unit ddns-sidecar ddns-sidecar-alert-bridge)
      file(READ \"${units}/\${unit}.service\" text)
      string(REPLACE \"ExecStart=/usr/bin/\" \"ExecStart=\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/\" text \"\${text}\")
      string(REPLACE \"file:///usr/share/doc/\" \"file://\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/doc/\" text \"\${text}\")
      file(WRITE \"${made}/\${unit}.service\" \"\${text}\")
      file(INSTALL \"${made}/\${unit}.service\" DESTINATION \"\${CMAKE_INSTALL_PREFIX}/lib/systemd/system\")
    endforeach()")
  include(DdnsPackage)
endif()
