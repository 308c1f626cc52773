#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "support/child_process.h"

/// Parts of a small world inside run_in_network_namespace() (forked.h): every part goes with the namespace. Root only.
/// Functions throw std::runtime_error when the system refuses.
namespace ddns::test {

/// ip(8) with these blank-separated words.
void ip(const std::string& words);

/// 127.0.0.1 and ::1.
void bring_up_loopback();

/// Writes a kernel setting of this network namespace: set_kernel("net/ipv6/conf/wan0/use_tempaddr", "2").
void set_kernel(const std::string& name, const std::string& value);

/// A cable: `here` is an interface with a carrier in this namespace, the far end is `there`.
class Cable {
 public:
  explicit Cable(std::string here = "wan0", std::string there = "wan1");

  [[nodiscard]] const std::string& here() const noexcept { return here_; }
  [[nodiscard]] const std::string& there() const noexcept { return there_; }

  /// "10.9.0.1/24". IPv6 addresses come without duplicate address detection.
  void add(const std::string& address) const;
  void remove(const std::string& address) const;
  /// Takes all IPv4 addresses away, then adds this one.
  void replace(const std::string& address) const;

 private:
  std::string here_;
  std::string there_;
};

/// A second network namespace with the far end of the cable: the router. Programs in it end with the object.
class Router {
 public:
  explicit Router(const Cable& cable);
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// A command in the router's namespace, to its end.
  void run(const std::vector<std::string>& argv) const;
  /// A program in the router's namespace, beside the test. `output` as in ChildSetup.
  [[nodiscard]] std::unique_ptr<ChildProcess> start(std::vector<std::string> argv,
                                                    const std::filesystem::path& output) const;

 private:
  int holder_ = -1;  ///< a process that does nothing but live in the namespace
};

/// From now on mounts of this process and its children are seen by nobody else.
void own_mounts();
/// A file system in memory of so many KiB at `folder`, which is made. After own_mounts().
void mount_small(const std::filesystem::path& folder, unsigned kib);
/// `target` shows what lies at `source`. After own_mounts().
void mount_over(const std::filesystem::path& source, const std::filesystem::path& target);

}  // namespace ddns::test
