# The standard headers that nearly every source includes, compiled once: 0.8 of 1.7 CPU seconds a file (GCC 12, debug).
# GCC refuses a precompiled header under other macros than it was made with, hence a second one for the rooms on Poco.
# The mingw-w64 check and clang-tidy build without it, so a forgotten #include is still found.
option(DDNS_PCH "Use precompiled standard headers" ON)
if(DDNS_PCH)
  file(WRITE ${PROJECT_BINARY_DIR}/pch/empty.cpp "")
  foreach(kind plain poco)
    add_library(ddns_pch_${kind} STATIC ${PROJECT_BINARY_DIR}/pch/empty.cpp)
    target_link_libraries(ddns_pch_${kind} PRIVATE ddns_flags)
    target_precompile_headers(ddns_pch_${kind} PRIVATE
      <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <deque> <functional> <map> <memory>
      <mutex> <optional> <set> <span> <stop_token> <string> <string_view> <thread> <utility> <variant> <vector>
      <tl/expected.hpp>)
  endforeach()
  target_link_libraries(ddns_pch_plain PRIVATE tl::expected)
  if(TARGET Poco::Net)
    target_link_libraries(ddns_pch_poco PRIVATE tl::expected Poco::Net Poco::NetSSL)
  endif()
  # A room whose macros differ all the same is compiled without it; that is slower and nothing else.
  set(CMAKE_PCH_WARN_INVALID OFF)
endif()

# ddns_use_pch(<target> [OUTSIDE target…])
function(ddns_use_pch target)
  if(NOT DDNS_PCH)
    return()
  endif()
  if("${ARGN}" MATCHES "Poco")
    target_precompile_headers(${target} REUSE_FROM ddns_pch_poco)
  else()
    target_precompile_headers(${target} REUSE_FROM ddns_pch_plain)
  endif()
endfunction()
