# One interface target carries every flag, so that a room states only what it is made of.
add_library(ddns_flags INTERFACE)
if(MSVC)
  # Not run by us. Sources are UTF-8, and the standard is taken at its word.
  target_compile_options(ddns_flags INTERFACE /W4 /utf-8 /permissive- /EHsc /bigobj /Zc:__cplusplus /Zc:preprocessor)
else()
  target_compile_options(ddns_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wcast-qual
    -Wno-missing-field-initializers
    $<$<BOOL:${DDNS_WERROR}>:-Werror>
    # Nothing about the build machine's folders may end up in the binary.
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -ffile-prefix-map=${PROJECT_BINARY_DIR}=build)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # A tenth of GCC's time went into collecting garbage of which a compilation of this size has too little to matter.
  target_compile_options(ddns_flags INTERFACE "SHELL:--param ggc-min-heapsize=524288")
endif()
if(DDNS_SANITIZE)
  target_compile_options(ddns_flags INTERFACE -fsanitize=${DDNS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ddns_flags INTERFACE -fsanitize=${DDNS_SANITIZE})
endif()
if(DDNS_COVERAGE)
  target_compile_options(ddns_flags INTERFACE --coverage)
  target_link_options(ddns_flags INTERFACE --coverage)
endif()
if(NOT MSVC AND CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo)$")
  # Small before fast: -Os makes 2.3 MB of code out of 6.0 and takes 3.4 MiB from the resident memory. Rooms whose work
  # grows with the number of records say DDNS_FAST.
  target_compile_options(ddns_flags INTERFACE -ffunction-sections -fdata-sections
    $<IF:$<BOOL:$<TARGET_PROPERTY:DDNS_FAST>>,-O2,-Os>)
  if(NOT WIN32)
    target_compile_definitions(ddns_flags INTERFACE _FORTIFY_SOURCE=2)
    target_compile_options(ddns_flags INTERFACE -fstack-protector-strong)
  endif()
  target_link_options(ddns_flags INTERFACE -Wl,--gc-sections)
endif()
if(WIN32)
  target_compile_definitions(ddns_flags INTERFACE NOMINMAX WIN32_LEAN_AND_MEAN UNICODE _UNICODE)
endif()

find_program(DDNS_CCACHE ccache)
if(DDNS_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=true)
  if(WIN32 AND CMAKE_CROSSCOMPILING)
    list(APPEND CMAKE_CXX_COMPILER_LAUNCHER CCACHE_PCH_EXTSUM=true ${PROJECT_SOURCE_DIR}/cmake/windows/compile)
  endif()
  list(APPEND CMAKE_CXX_COMPILER_LAUNCHER ${DDNS_CCACHE})
endif()
find_program(DDNS_LLD ld.lld)
if(DDNS_LLD AND NOT WIN32)
  target_link_options(ddns_flags INTERFACE -fuse-ld=lld)
endif()
