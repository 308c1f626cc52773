#include <iostream>

#include "api_client.h"
#include "commands.h"
#include "core.h"
#include "ddns/config/international.h"
#include "ddns/core/text.h"
#include "ddns/web/documents.h"
#include "instance_proofs.h"
#include "proof_waiter.h"
#include "result_text.h"

namespace ddns::app {
namespace {

constexpr std::chrono::seconds api_patience{95};
constexpr std::chrono::seconds proof_patience{60};

ExitCode tell(const std::string& json, const Options& options) {
  // At once: the proofs that follow may take a minute.
  std::cout << (options.json ? json : update_text(json)) << std::flush;
  return update_failed(json) ? ExitCode::failed : ExitCode::ok;
}

Result<engine::UpdateRequest> request_from(const Options& options) {
  engine::UpdateRequest out{
      .name = {}, .force = options.force || options.command == Command::once, .actor = "command line"};
  if (options.subject.empty()) return out;
  const auto ascii = config::to_ascii_name(options.subject);
  const auto name = ascii ? DomainName::parse(*ascii) : Result<DomainName>(fail(ascii.error()));
  if (!name) return fail(name.error());
  out.name = *name;
  return out;
}

std::string body_of(const engine::UpdateRequest& request) {
  const std::string force = request.force ? "true" : "false";
  if (!request.name) return cat(R"({"force":)", force, "}");
  return cat(R"({"force":)", force, R"(,"name":")", request.name->text(), "\"}");  // a name holds nothing to escape
}

/// `code`, or failed when a proof is missing.
ExitCode complain(const std::vector<std::string>& missing, ExitCode code) {
  for (const auto& sentence : missing) std::cerr << "ddns-sidecar: " << sentence << '\n';
  return missing.empty() ? code : ExitCode::failed;
}

/// nullopt when no instance answers.
std::optional<ExitCode> through_instance(const ConfigFile& config, const engine::UpdateRequest& request,
                                         const Options& options) {
  std::optional<InstanceProofs> proofs;
  if (options.command == Command::once) proofs.emplace(config.configuration);
  const auto answer = ask_instance(config.configuration, "POST", "/api/v1/update", body_of(request), api_patience);
  if (!answer) return std::nullopt;
  if (answer->status == 200) {
    const auto code = tell(answer->body, options);
    return proofs ? complain(proofs->wait(answer->body, proof_patience), code) : code;
  }
  std::cerr << "ddns-sidecar: the running instance answered " << answer->status << ": " << answer->body;
  const bool unknown_name = answer->status == 404 && request.name;
  return unknown_name ? ExitCode::usage : ExitCode::failed;
}

ExitCode by_ourselves(const ConfigFile& config, const engine::UpdateRequest& request, const Options& options) {
  ProofWaiter proofs;
  auto core = Core::build(config, {.remember = true, .log_to_file = false, .more_sinks = {&proofs}});
  if (!core) {
    const bool locked = core.error().reason == Reason::conflict;
    if (locked) {
      if (auto done = through_instance(config, request, options)) return *done;
    }
    std::cerr << "ddns-sidecar: " << core.error().message << '\n';
    return locked ? ExitCode::locked : ExitCode::failed;
  }
  (*core)->start(config);
  const auto report = (*core)->engine().update(request).get();
  if (report.records.empty()) {
    std::cerr << "ddns-sidecar: no configured record is named " << options.subject << '\n';
    return ExitCode::usage;
  }
  auto code = tell(web::update_json(report), options);
  code = complain(proofs.wait(report, proof_patience), code);
  (*core)->engine().stop();
  return code;
}

ExitCode run(const Options& options, bool instance_first) {
  const auto config = load_config(options);
  if (!config) {
    print(config.error());
    return ExitCode::configuration;
  }
  const auto request = request_from(options);
  if (!request) {
    std::cerr << "ddns-sidecar: " << request.error().message << '\n';
    return ExitCode::usage;
  }
  if (instance_first) {
    if (auto done = through_instance(*config, *request, options)) return *done;
  }
  return by_ourselves(*config, *request, options);
}

}  // namespace

ExitCode once_command(const Options& options) { return run(options, false); }
ExitCode update_command(const Options& options) { return run(options, true); }

}  // namespace ddns::app
