#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/child_process.h"
#include "support/http_get.h"

namespace ddns::test {

/// How the real program is run. It gets state, log and configuration folders of its own, as systemd would hand them
/// over, so a configuration need not name any.
struct SidecarSetup {
  std::string program;           ///< the binary
  std::filesystem::path folder;  ///< exists; everything lies below it
  std::string config = {};       ///< text of the configuration file; empty = there is none
  std::string config_name = "config.yaml";
  std::vector<std::string> arguments = {};  ///< before the command; by default -c and the file
  std::map<std::string, std::string> environment = {};
  std::filesystem::path working_folder = {};
  std::vector<std::string> secrets = {};  ///< must show nowhere; looked for whenever something is read or ends
  std::string listen = "127.0.0.1:9876";  ///< where the configuration makes it listen
};

/// One line of the log.
struct LogLine {
  std::string level;
  std::string component;
  std::string message;
  std::string raw;
};

/// What a command that ran to its end said.
struct CommandOutput {
  std::optional<int> exit_code;  ///< nullopt: it did not end, or a signal ended it
  std::string out;
  std::string err;
};

/// The real program under the eyes of a test. A secret that shows in a page, the log or the output fails the test.
class Sidecar {
 public:
  explicit Sidecar(SidecarSetup setup);
  ~Sidecar();
  Sidecar(const Sidecar&) = delete;
  Sidecar& operator=(const Sidecar&) = delete;

  /// Starts `serve`, without waiting for anything.
  void start(const std::vector<std::string>& more_arguments = {});
  /// Starts it and waits until it says that it runs; fails the test if it does not within 20 s.
  void start_and_wait(const std::vector<std::string>& more_arguments = {});
  /// SIGTERM, and its exit code; nullopt and a failed test when it still runs after 10 s.
  std::optional<int> stop();
  /// SIGKILL.
  void kill();
  [[nodiscard]] ChildProcess& process() { return *process_; }

  /// Another process with the same configuration and environment, to its end.
  CommandOutput command(const std::vector<std::string>& words,
                        std::chrono::milliseconds limit = std::chrono::seconds(60));

  /// Replaces the configuration file in one step, as a careful editor would.
  void write_config(const std::string& text) const;

  /// A page of the listener; empty body and status 0 when nobody answers.
  HttpAnswer get(const std::string& target, const std::vector<std::pair<std::string, std::string>>& headers = {});
  HttpAnswer post(const std::string& target, const std::string& json,
                  const std::vector<std::pair<std::string, std::string>>& headers = {});
  /// The value of one series as it stands on the page: metric("ddns_cycles_total"). nullopt when it is not there.
  std::optional<double> metric(std::string_view series);
  /// The sum over all series of a family whose labels contain all of `labels` ("provider=\"powerdns\"").
  double metric_sum(std::string_view family, const std::vector<std::string>& labels = {});

  [[nodiscard]] std::filesystem::path log_file() const { return logs_ / "ddns-sidecar.log"; }
  [[nodiscard]] std::filesystem::path state_file() const { return state_ / "state.db"; }
  [[nodiscard]] std::filesystem::path config_file() const { return setup_.folder / setup_.config_name; }
  [[nodiscard]] std::vector<LogLine> log() const;
  /// Lines whose message contains `text`.
  [[nodiscard]] std::size_t count_log(std::string_view text) const;
  [[nodiscard]] bool wait_for_log(std::string_view text,
                                  std::chrono::milliseconds limit = std::chrono::seconds(10)) const;
  /// The end of the log and of what the program printed, for messages of failed tests.
  [[nodiscard]] std::string tail() const;

  /// Looks for the secrets in every page, the logs, the output and the state. Called by stop(), kill() and the
  /// destructor.
  void look_for_secrets();

 private:
  [[nodiscard]] ChildSetup child_setup(const std::vector<std::string>& words, const std::string& output) const;
  void look_in(const std::string& where, const std::string& text) const;

  SidecarSetup setup_;
  std::filesystem::path state_;
  std::filesystem::path logs_;
  std::string host_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace ddns::test
