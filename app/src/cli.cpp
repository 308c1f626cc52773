#include "cli.h"

#include <iostream>

#include <CLI/CLI.hpp>

#include "ddns/core/duration.h"

namespace ddns::app {
namespace {

constexpr const char* epilogue = R"(
Without a command the program serves until it is told to stop.
Configuration: the file (-c), then environment variables DDNS_…, then built-in defaults; flags stand above all three.
Signals: HUP reloads the configuration, USR1 checks now, USR2 reopens the log file, TERM and INT stop.
Exit codes: 0 done, 1 something failed or is unhealthy, 2 command line, 3 configuration, 4 state file held by another
process, 5 no running instance answered.)";

/// What CLI11 writes into before it is checked.
struct Raw {
  std::string listen, interval, pidfile, service;
  bool daemon = false, add_service = false, remove_service = false;
};

void add_flags(CLI::App& cli, Options& options, Raw& raw) {
  cli.add_option("-c,--config", options.config, "Configuration file, YAML or JSON")->type_name("FILE");
  cli.add_option("-l,--listen", raw.listen, "Address for /metrics, /health and the API, e.g. :9876 or 127.0.0.1:9876")
      ->type_name("ADDR");
  cli.add_option("-f,--interval", raw.interval, "Seconds between two safety checks, e.g. 300 or 5m")
      ->type_name("SECONDS");
  cli.add_flag("--daemon", raw.daemon, "Detach (prefer a systemd unit)");
  cli.add_option("--pidfile", raw.pidfile, "Write the process id here")->type_name("FILE");
}

/// Other spellings of `service …`: the one of ddns-go, and that of Poco's server programs (/registerService).
void add_service_flags(CLI::App& cli, Options& options, Raw& raw) {
  cli.add_option("-s", raw.service, "Windows: install, uninstall, start, stop or restart the service")
      ->type_name("ACTION")
      ->check(CLI::IsMember({"install", "uninstall", "start", "stop", "restart", "status"}));
  cli.add_flag("--registerService", raw.add_service)->group("");
  cli.add_flag("--unregisterService", raw.remove_service)->group("");
  cli.add_option("--displayName", options.display_name)->group("");
  cli.add_option("--description", options.description)->group("");
  cli.add_option("--startup", options.startup)->group("")->check(CLI::IsMember({"automatic", "auto", "manual"}));
}

CLI::App* add_command(CLI::App& cli, Options& options, Command command, const char* name, const char* help) {
  auto* sub = cli.add_subcommand(name, help);
  sub->callback([&options, command] { options.command = command; });
  sub->fallthrough();
  return sub;
}

void add_commands(CLI::App& cli, Options& options) {
  add_command(cli, options, Command::serve, "serve", "Keep the records true until told to stop (the default)");
  add_command(cli, options, Command::check, "check", "Read the configuration and say everything that is wrong with it");
  auto* plan = add_command(cli, options, Command::plan, "plan", "Show what would be changed, change nothing");
  plan->add_flag("--json", options.json, "Machine-readable output");
  auto* once = add_command(cli, options, Command::once, "once", "Bring all records up to date once, prove them, end");
  once->add_flag("--json", options.json, "Machine-readable output");
  auto* update = add_command(cli, options, Command::update, "update",
                             "Check now: through the running instance where there is one, else like `once`");
  update->add_option("NAME", options.subject, "Only this name")->type_name("");
  update->add_flag("--force", options.force, "Read the services even if nothing changed, and end waiting periods");
  update->add_flag("--json", options.json, "Machine-readable output");
  auto* providers =
      add_command(cli, options, Command::providers, "providers", "List the DNS services, or describe one");
  providers->add_option("ID", options.subject, "Describe this one, with an example")->type_name("");
  providers->add_flag("--json", options.json, "Machine-readable output");
  add_command(cli, options, Command::healthcheck, "healthcheck",
              "Ask the running instance: exit code 0 if it is ready and live");
  add_command(cli, options, Command::alert_bridge, "alert-bridge",
              "Pass Alertmanager's alerts on to chat robots; listens on 127.0.0.1:9877 unless -l says otherwise");
  auto* service = add_command(cli, options, Command::service, "service",
                              "Windows: install, uninstall, start, stop, restart the service, or show its status");
  service->add_option("ACTION", options.subject)
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"install", "uninstall", "start", "stop", "restart", "status", "run"}));
  service->add_option("--account", options.account, "Who it runs as: local-service (default), virtual, system")
      ->type_name("")
      ->check(CLI::IsMember({"local-service", "virtual", "system"}));
  service->add_flag("--keep", options.keep,
                    "With install: what was chosen for a service that is there stays (for installers)");
  service->add_flag("--start", options.start, "With install: start it, unless its configuration is only the example");
  auto* secret = add_command(cli, options, Command::secret, "secret",
                             "Windows: `secret protect` turns a line of standard input into a ${dpapi:…}");
  secret->add_option("ACTION", options.subject)->required()->type_name("")->check(CLI::IsMember({"protect"}));
  add_command(cli, options, Command::version, "version", "Print the version");
}

std::optional<Ended> finish(Raw& raw, Options& options) {
  if (!raw.listen.empty()) options.listen = raw.listen;
  if (!raw.interval.empty()) {
    const auto span = parse_duration(raw.interval);
    if (!span) {
      std::cerr << "ddns-sidecar: -f " << raw.interval << ": " << span.error().message << '\n';
      return Ended{ExitCode::usage};
    }
    options.interval = *span;
  }
  if (raw.add_service) raw.service = "install";
  if (raw.remove_service) raw.service = "uninstall";
  if (!raw.service.empty()) {
    options.command = Command::service;
    options.subject = raw.service;
  }
  if (raw.daemon) options.poco_arguments.emplace_back("--daemon");
  if (!raw.pidfile.empty()) options.poco_arguments.push_back("--pidfile=" + raw.pidfile);
  return std::nullopt;
}

}  // namespace

std::variant<Options, Ended> parse_command_line(int argc, char** argv) {
  CLI::App cli{"ddns-sidecar keeps DNS records true to this machine's public addresses, proves it, and says so.",
               "ddns-sidecar"};
  cli.footer(epilogue);
  cli.require_subcommand(0, 1);
  cli.set_version_flag("--version", "ddns-sidecar " DDNS_VERSION);
  Options options;
  Raw raw;
  add_flags(cli, options, raw);
  add_service_flags(cli, options, raw);
  add_commands(cli, options);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool answered = error.get_exit_code() == 0;
    cli.exit(error, std::cout, std::cerr);
    return Ended{answered ? ExitCode::ok : ExitCode::usage};
  }
  if (auto ended = finish(raw, options)) return *ended;
  return options;
}

}  // namespace ddns::app
