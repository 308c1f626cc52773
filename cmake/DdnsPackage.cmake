# The Debian package: `ci/package`, or `cpack -G DEB` in a build folder.
set(from ${PROJECT_SOURCE_DIR}/packaging/debian)
set(made ${PROJECT_BINARY_DIR}/debian)
# Files that only the package has. Their places are absolute, hence CPACK_SET_DESTDIR.
install(FILES ${from}/config.yaml DESTINATION /etc/ddns-sidecar PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ
  COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES logrotate/ddns-sidecar DESTINATION /etc/logrotate.d COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${from}/copyright DESTINATION /usr/share/doc/ddns-sidecar COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${from}/lintian-overrides DESTINATION /usr/share/lintian/overrides RENAME ddns-sidecar
  COMPONENT debian EXCLUDE_FROM_ALL)
# -n: no time and no name, so that the same sources give the same package.
install(CODE "
  execute_process(COMMAND gzip -9nc \"${PROJECT_SOURCE_DIR}/CHANGELOG.md\" OUTPUT_FILE \"${made}/changelog.gz\"
    COMMAND_ERROR_IS_FATAL ANY)
  file(INSTALL \"${made}/changelog.gz\" DESTINATION /usr/share/doc/ddns-sidecar)"
  COMPONENT debian EXCLUDE_FROM_ALL)
file(MAKE_DIRECTORY ${made})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ddns-sidecar)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "the ddns-sidecar maintainers <maintainers@ddns-sidecar.invalid>")
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
set(CPACK_INSTALL_CMAKE_PROJECTS
  "${PROJECT_BINARY_DIR};ddns-sidecar;Unspecified;/;${PROJECT_BINARY_DIR};ddns-sidecar;debian;/")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS logrotate)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${from}/conffiles ${from}/postinst ${from}/prerm ${from}/postrm)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "dynamic DNS client that proves its records and reports on them")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"ddns-sidecar learns the public addresses of this machine and keeps A and AAAA
records true to them at many DNS services. It asks the authoritative name
servers whether the records are right, reacts to address changes at once, and
shows what it knows as Prometheus metrics, health pages and JSON logs.
.
Dashboards, alert rules and examples for shipping logs are included. The
service is not started before it has been configured.")
include(CPack)
