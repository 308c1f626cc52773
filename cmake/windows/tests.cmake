# Which tests are compiled for Windows: those that use neither POSIX nor a helper that does. What is left out is listed
# at the end of the configuration, in build/…/tests-left-out.txt.
set(DDNS_POSIX_IN_TESTS
  "^#include [<\"](unistd|fcntl|poll|sys/|arpa/|netinet/|net/|linux/|support/(forked|stub_server|stub_wire|smtp_sink|tls_fixture|child_process|netns|bind_server|pdns_server|sidecar|fake_powerdns)\\.h)|::(un)?setenv\\(")
file(WRITE ${PROJECT_BINARY_DIR}/tests-left-out.txt "")

# ddns_leave_out_posix(<variable>): filters a list of source files
function(ddns_leave_out_posix variable)
  set(kept "")
  foreach(source ${${variable}})
    file(STRINGS ${source} posix REGEX "${DDNS_POSIX_IN_TESTS}" LIMIT_COUNT 1)
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${source})
    if(posix OR name MATCHES "tests/support/(tls_fixture|pdns_server|bind_server|sidecar|fake_powerdns|http_get|dns_lookup)\\.cpp$")
      file(APPEND ${PROJECT_BINARY_DIR}/tests-left-out.txt "${name}\n")
    else()
      list(APPEND kept ${source})
    endif()
  endforeach()
  set(${variable} ${kept} PARENT_SCOPE)
endfunction()
