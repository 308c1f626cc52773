#include "support/sidecar.h"

#include <algorithm>
#include <csignal>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/url.h"
#include "support/file_text.h"

namespace ddns::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

std::string end_of(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : "…" + text.substr(text.size() - most);
}

/// A secret as it is, as a URL and as base64 would show it.
std::vector<std::string> shapes(const std::string& secret) {
  const std::vector<std::uint8_t> bytes(secret.begin(), secret.end());
  return {secret, http::percent_encode(secret), crypto::to_base64(bytes)};
}

bool is_series_of(std::string_view line, std::string_view family) {
  return line.starts_with(family) && line.size() > family.size() &&
         (line[family.size()] == '{' || line[family.size()] == ' ');
}

}  // namespace

Sidecar::Sidecar(SidecarSetup setup)
    : setup_(std::move(setup)), state_(setup_.folder / "state"), logs_(setup_.folder / "logs") {
  for (const auto& folder : {state_, logs_, setup_.folder / "etc"}) fs::create_directories(folder);
  if (!setup_.config.empty()) write_config(setup_.config);
  const auto colon = setup_.listen.rfind(':');
  host_ = setup_.listen.substr(0, colon);
  port_ = to_number<std::uint16_t>(std::string_view(setup_.listen).substr(colon + 1)).value();
}

Sidecar::~Sidecar() {
  if (process_) look_for_secrets();
}

ChildSetup Sidecar::child_setup(const std::vector<std::string>& words, const std::string& output) const {
  ChildSetup child{.argv = {setup_.program},
                   .environment = setup_.environment,
                   .working_folder = setup_.working_folder,
                   .output = setup_.folder / output};
  if (!setup_.arguments.empty()) {
    child.argv.insert(child.argv.end(), setup_.arguments.begin(), setup_.arguments.end());
  } else if (!setup_.config.empty()) {
    child.argv.insert(child.argv.end(), {"-c", config_file().string()});
  }
  child.argv.insert(child.argv.end(), words.begin(), words.end());
  child.environment.try_emplace("HOME", setup_.folder.string());
  child.environment.try_emplace("CONFIGURATION_DIRECTORY", (setup_.folder / "etc").string());
  child.environment.try_emplace("STATE_DIRECTORY", state_.string());
  child.environment.try_emplace("LOGS_DIRECTORY", logs_.string());
  return child;
}

void Sidecar::start(const std::vector<std::string>& more_arguments) {
  process_ = std::make_unique<ChildProcess>(child_setup(more_arguments, "serve"));
}

void Sidecar::start_and_wait(const std::vector<std::string>& more_arguments) {
  const auto before = count_log("configuration loaded, running");
  start(more_arguments);
  const bool up = eventually(
      [&] { return !process_->running() || count_log("configuration loaded, running") > before; }, seconds(20));
  EXPECT_TRUE(up && process_->running()) << "it does not start\n" << tail();
}

std::optional<int> Sidecar::stop() {
  look_for_secrets();
  process_->signal(SIGTERM);
  const auto end = process_->wait(seconds(10));
  if (!end) ADD_FAILURE() << "it still runs 10 s after SIGTERM\n" << tail();
  look_for_secrets();
  return end ? end->exit_code : std::nullopt;
}

void Sidecar::kill() {
  process_->signal(SIGKILL);
  (void)process_->wait(seconds(10));
  look_for_secrets();
}

CommandOutput Sidecar::command(const std::vector<std::string>& words, std::chrono::milliseconds limit) {
  // Two objects may share a folder.
  static int commands = 0;
  const auto name = cat("command", ++commands);
  ChildProcess child(child_setup(words, name));
  const auto end = child.wait(limit);
  CommandOutput output{.exit_code = end ? end->exit_code : std::nullopt,
                       .out = file_text_if_any(setup_.folder / (name + ".out")),
                       .err = file_text_if_any(setup_.folder / (name + ".err"))};
  look_in(join(words, " "), output.out + output.err);
  return output;
}

void Sidecar::write_config(const std::string& text) const {
  const auto beside = config_file().string() + ".new";
  std::ofstream(beside, std::ios::binary) << text;
  fs::permissions(beside, fs::perms::owner_read | fs::perms::owner_write);
  fs::rename(beside, config_file());
}

HttpAnswer Sidecar::get(const std::string& target, const std::vector<std::pair<std::string, std::string>>& headers) {
  auto answer = http_get(host_, port_, target, headers).value_or(HttpAnswer{});
  look_in(target, answer.body);
  return answer;
}

HttpAnswer Sidecar::post(const std::string& target, const std::string& json,
                         const std::vector<std::pair<std::string, std::string>>& headers) {
  auto answer = http_post(host_, port_, target, json, headers).value_or(HttpAnswer{});
  look_in(target, answer.body);
  return answer;
}

std::optional<double> Sidecar::metric(std::string_view series) {
  const auto page = get("/metrics").body;
  for (const auto line : split(page, '\n')) {
    if (line.starts_with(series) && line.size() > series.size() && line[series.size()] == ' ')
      return std::stod(std::string(line.substr(series.size() + 1)));
  }
  return std::nullopt;
}

double Sidecar::metric_sum(std::string_view family, const std::vector<std::string>& labels) {
  double sum = 0;
  const auto page = get("/metrics").body;
  for (const auto line : split(page, '\n')) {
    const bool fits = std::all_of(labels.begin(), labels.end(),
                                  [&](const auto& label) { return line.find(label) != std::string_view::npos; });
    if (is_series_of(line, family) && fits) sum += std::stod(std::string(line.substr(line.rfind(' ') + 1)));
  }
  return sum;
}

std::vector<LogLine> Sidecar::log() const {
  std::vector<LogLine> lines;
  const auto text = file_text_if_any(log_file());
  for (const auto line : split(text, '\n')) {
    // The last line may be half written just now.
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object()) continue;
    lines.push_back({.level = json.value("log.level", ""),
                     .component = json.value("log.logger", ""),
                     .message = json.value("message", ""),
                     .raw = std::string(line)});
  }
  return lines;
}

std::size_t Sidecar::count_log(std::string_view text) const {
  const auto lines = log();
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const LogLine& line) { return line.message.find(text) != std::string::npos; }));
}

bool Sidecar::wait_for_log(std::string_view text, std::chrono::milliseconds limit) const {
  return eventually([&] { return count_log(text) > 0; }, limit);
}

std::string Sidecar::tail() const {
  return cat("--- log\n", end_of(file_text_if_any(log_file()), 6000), "\n--- stdout\n",
             end_of(file_text_if_any(setup_.folder / "serve.out"), 1000), "\n--- stderr\n",
             end_of(file_text_if_any(setup_.folder / "serve.err"), 2000));
}

void Sidecar::look_in(const std::string& where, const std::string& text) const {
  for (const auto& secret : setup_.secrets) {
    for (const auto& shape : shapes(secret)) {
      const auto at = text.find(shape);
      if (at == std::string::npos) continue;
      const auto begin = at < 80 ? 0 : at - 80;
      ADD_FAILURE() << "a secret shows in " << where << ": …" << text.substr(begin, 80 + shape.size());
    }
  }
}

void Sidecar::look_for_secrets() {
  if (setup_.secrets.empty()) return;
  if (process_ && process_->running() && host_ == "127.0.0.1") {
    for (const auto* page :
         {"/", "/metrics", "/health", "/api/v1/status", "/api/v1/records", "/api/v1/history", "/api/v1/providers"})
      get(page);
  }
  for (const auto& entry : fs::recursive_directory_iterator(logs_)) {
    if (entry.is_regular_file()) look_in(entry.path().string(), file_text_if_any(entry.path()));
  }
  for (const auto& entry : fs::directory_iterator(state_)) {
    if (entry.is_regular_file()) look_in(entry.path().string(), file_text_if_any(entry.path()));
  }
  for (const auto* name : {"serve.out", "serve.err"}) look_in(name, file_text_if_any(setup_.folder / name));
}

}  // namespace ddns::test
