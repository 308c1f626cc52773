#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/dns/exchange.h"
#include "ddns/dns/tsig.h"
#include "support/child_process.h"
#include "support/temp_dir.h"

namespace ddns::test {

/// What a real `named` shall serve.
struct BindConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                         ///< 0 = a free one
  std::string options = {};                       ///< lines inside `options { … };`
  std::string statements;                         ///< everything else; file names are relative to the server's folder
  std::map<std::string, std::string> files = {};  ///< zone files, by name
  std::string probe;  ///< a zone whose SOA must be answered with authority before the server counts as up
  std::optional<dns::TsigKey> probe_key = {};
};

/// A real BIND in the foreground, in a temporary folder of its own, on UDP and TCP of one loopback port. Ends with the
/// object, and with the test program. POSIX only. Functions throw std::runtime_error with the end of named's log when
/// the server does not do what was asked within 15 s.
class BindServer {
 public:
  /// False when there is no `named` in PATH or /usr/sbin: skip the test then.
  [[nodiscard]] static bool installed();

  explicit BindServer(BindConfig config);
  ~BindServer();
  BindServer(const BindServer&) = delete;
  BindServer& operator=(const BindServer&) = delete;

  [[nodiscard]] dns::Server server() const;
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_.path(); }
  [[nodiscard]] std::string log() const;

  /// Replaces a file of the folder, e.g. a zone; reload() makes named read it and waits until the probe zone has this
  /// serial. Zones that take updates are not read again.
  void write(const std::string& name, const std::string& content);
  void reload(std::uint32_t serial);

  void stop();    ///< in order (SIGTERM)
  void kill();    ///< at once (SIGKILL): journals stay as they are
  void start();   ///< again, with the same folder and port
  void freeze();  ///< SIGSTOP: takes connections (the kernel does), answers nothing
  void thaw();

 private:
  void launch();
  bool up_within(std::chrono::seconds span);
  [[nodiscard]] bool exited();
  [[nodiscard]] std::optional<std::uint32_t> served_serial() const;
  void end(int signal);
  void write_config();
  [[noreturn]] void give_up(const std::string& what) const;

  BindConfig config_;
  TempDir folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ChildProcess> process_;
  int writes_ = 0;
};

/// A primary zone file: SOA, one NS (ns1 in the zone, at 127.0.0.1) and `records`, in master file form.
[[nodiscard]] std::string zone_text(std::string_view zone, std::string_view records = {}, unsigned serial = 1);

/// A `key` statement, and the same key for us.
[[nodiscard]] std::string key_statement(std::string_view name, std::string_view algorithm, std::string_view base64);
[[nodiscard]] dns::TsigKey tsig_key(std::string_view name, std::string_view algorithm, std::string_view base64);

}  // namespace ddns::test
