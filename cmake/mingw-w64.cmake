# Debian's mingw-w64, POSIX threads. DDNS_WINDOWS_PREFIX (made by cmake/windows/build-prefix, passed as a variable or
# through the environment) holds the libraries; without it only the portable rooms can be compiled (ci/check-mingw).
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_MC_COMPILER x86_64-w64-mingw32-windmc)
if(NOT DDNS_WINDOWS_PREFIX)
  set(DDNS_WINDOWS_PREFIX $ENV{DDNS_WINDOWS_PREFIX})
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES DDNS_WINDOWS_PREFIX)
set(CMAKE_FIND_ROOT_PATH ${DDNS_WINDOWS_PREFIX} /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
if(DDNS_WINDOWS_PREFIX)
  # Windows 7 for the libraries as for us: newer functions are looked up at run time.
  foreach(language C CXX)
    string(APPEND CMAKE_${language}_FLAGS_INIT
      " -D_WIN32_WINNT=0x0601 -isystem ${CMAKE_CURRENT_LIST_DIR}/windows/shim")
  endforeach()
  set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")
  set(ENV{PKG_CONFIG_LIBDIR} ${DDNS_WINDOWS_PREFIX}/lib/pkgconfig)
  # Or ws2_32 and crypt32 come too early on the link line.
  set(OPENSSL_USE_STATIC_LIBS ON)
  set(OPENSSL_ROOT_DIR ${DDNS_WINDOWS_PREFIX})
endif()
