#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "support/child_process.h"
#include "support/temp_dir.h"

namespace ddns::test {

/// A real PowerDNS Authoritative Server of our own: SQLite database in a temporary folder, DNS and HTTP API on free
/// ports of 127.0.0.1, a random API key, no caches, DNS UPDATE allowed from loopback. Ready when the constructor
/// returns, killed and removed by the destructor (or when the test program dies). A server that does not come up throws
/// std::runtime_error with its log, which fails the test.
class PdnsServer {
 public:
  PdnsServer();
  ~PdnsServer();
  PdnsServer(const PdnsServer&) = delete;
  PdnsServer& operator=(const PdnsServer&) = delete;

  /// "http://127.0.0.1:PORT".
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(api_port_); }
  [[nodiscard]] const std::string& api_key() const noexcept { return api_key_; }
  [[nodiscard]] std::uint16_t dns_port() const noexcept { return dns_port_; }

  /// A zone of kind Native with one NS record. The name without final dot.
  void create_zone(std::string_view name) const;
  /// A TSIG key (hmac-sha256, secret in base64) that may update `zone`.
  void allow_update(std::string_view zone, std::string_view key_name, std::string_view secret) const;
  /// Any API call below /api/v1/servers/localhost; the body of the answer. Throws when the status is not 2xx.
  std::string api(std::string_view method, std::string_view path, std::string_view body = {}) const;
  /// What the server wrote so far.
  [[nodiscard]] std::string log() const { return folder_.read("pdns.log"); }

 private:
  bool start();
  [[nodiscard]] bool wait_until_ready();
  [[nodiscard]] std::filesystem::path log_file() const { return folder_ / "pdns.log"; }

  TempDir folder_;
  std::string api_key_;
  std::uint16_t dns_port_ = 0;
  std::uint16_t api_port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace ddns::test
