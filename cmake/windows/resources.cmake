# What Windows shows of the program: version, icon, the texts of the Event Log; and the manifest that makes UTF-8 the
# code page of the process (Windows 10 1903 and later) and long paths possible.
enable_language(RC)
if(NOT CMAKE_MC_COMPILER)
  find_program(CMAKE_MC_COMPILER NAMES x86_64-w64-mingw32-windmc windmc mc REQUIRED)
endif()
set(made ${PROJECT_BINARY_DIR}/resources)
file(MAKE_DIRECTORY ${made})
set(packaging ${PROJECT_SOURCE_DIR}/packaging/windows)
if(MSVC)
  set(unicode_flags)
else()
  set(unicode_flags -U)  # MC of the SDK writes UTF-16 by itself
endif()
add_custom_command(OUTPUT ${made}/messages.rc ${made}/messages.h
  COMMAND ${CMAKE_MC_COMPILER} ${unicode_flags} -c -h ${made} -r ${made} ${packaging}/messages.mc
  DEPENDS ${packaging}/messages.mc WORKING_DIRECTORY ${made})
configure_file(${packaging}/ddns-sidecar.rc.in ${made}/ddns-sidecar.rc @ONLY)
configure_file(${packaging}/ddns-sidecar.manifest.in ${made}/ddns-sidecar.manifest @ONLY)
configure_file(${packaging}/ddns-sidecar.ico ${made}/ddns-sidecar.ico COPYONLY)

function(ddns_windows_resources target)
  target_sources(${target} PRIVATE ${made}/ddns-sidecar.rc ${made}/messages.rc ${made}/messages.h)
  target_include_directories(${target} SYSTEM PRIVATE ${made})
  set_source_files_properties(${made}/ddns-sidecar.rc PROPERTIES
    OBJECT_DEPENDS "${made}/ddns-sidecar.manifest;${made}/ddns-sidecar.ico" INCLUDE_DIRECTORIES ${made})
  set_source_files_properties(${made}/messages.rc PROPERTIES INCLUDE_DIRECTORIES ${made})
endfunction()
