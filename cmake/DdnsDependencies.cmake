# Everything comes from the system (or from vcpkg): nothing vendored, nothing downloaded here.
if(DDNS_PORTABLE_ONLY)
  # Headers only, lent by ci/check-mingw: objects are compiled and nothing is linked.
  foreach(target tl::expected nlohmann_json::nlohmann_json ddns_openssl_headers prometheus-cpp::core yaml-cpp::yaml-cpp
          PkgConfig::IDN2)
    string(REPLACE "::" "_" plain ${target})
    add_library(lent_${plain} INTERFACE)
    target_include_directories(lent_${plain} SYSTEM INTERFACE ${DDNS_LENT_INCLUDE})
    add_library(${target} ALIAS lent_${plain})
  endforeach()
  return()
endif()
find_package(tl-expected REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Poco 1.11 REQUIRED COMPONENTS Foundation Net NetSSL Crypto Util Data DataSQLite)
find_package(prometheus-cpp REQUIRED COMPONENTS core)  # 1.0.1 writes no version file
find_package(spdlog 1.10 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
# Debian's yaml-cpp 0.7 exports the plain name, later versions yaml-cpp::yaml-cpp.
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(IDN2 REQUIRED IMPORTED_TARGET libidn2>=2.3)  # international domain names in the configuration
find_package(CLI11 2.1 REQUIRED)
if(DDNS_TESTS)
  find_package(GTest 1.12 REQUIRED)
endif()
if(DDNS_BENCH)
  find_package(benchmark REQUIRED)
endif()
