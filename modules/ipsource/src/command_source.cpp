#include "ddns/core/text.h"
#include "ddns/ipsource/strict_parse.h"
#include "ddns/platform/process.h"
#include "ddns/platform/shell.h"
#include "specs.h"

namespace ddns::ipsource {
namespace {

class CommandSource final : public IpSource {
 public:
  CommandSource(std::vector<std::string> argv, std::chrono::milliseconds timeout)
      : argv_(std::move(argv)), timeout_(timeout) {}

  Sighting observe(Family family, const Call& call) const override {
    platform::ChildCommand command{.argv = argv_};
    command.environment["DDNS_FAMILY"] = std::string(to_string(family));
    command.timeout = std::min(timeout_, call.deadline.remaining(call.clock.steady()));
    command.max_output = 4096;
    command.stop = call.stop;
    const auto outcome = platform::run_child(command);
    return single(argv_.front(), outcome ? judge(*outcome, family) : Observation(Unavailable{outcome.error()}));
  }

 private:
  Observation judge(const platform::ChildOutcome& outcome, Family family) const {
    if (!outcome.succeeded()) {
      const auto how =
          outcome.exit_code ? cat("exit code ", *outcome.exit_code) : cat("signal ", outcome.signal.value_or(0));
      return unavailable(Reason::io, cat(argv_.front(), " ended with ", how, "; run it by hand to see why"));
    }
    if (outcome.out_truncated)
      return unavailable(Reason::malformed, cat(argv_.front(), " printed more than one address"));
    return strict_parse(outcome.out, family, argv_.front());
  }

  std::vector<std::string> argv_;
  std::chrono::milliseconds timeout_;
};

Result<std::unique_ptr<IpSource>> make(const schema::Values& values) {
  auto argv = values.list("command");
  if (argv.empty() || argv.front().empty()) return fail(Reason::config, "command: no program is named");
  if (values.boolean("shell")) {
    if (argv.size() != 1) return fail(Reason::config, "command: with shell: true, write one text");
    argv = platform::shell_command(argv.front());
  }
  return std::make_unique<CommandSource>(std::move(argv), values.duration("timeout"));
}

}  // namespace

SourceSpec command_spec() {
  using enum schema::Kind;
  return {
      .type = "command",
      .help =
          "A program that prints the address and nothing else. It is told the family in DDNS_FAMILY (ipv4 or ipv6).",
      .settings = {{
          {.key = "command",
           .kind = text_list,
           .label = "Command",
           .help = "The program and its arguments, each a list item; no shell takes part.",
           .required = true,
           .example = "/usr/local/bin/wan-address"},
          {.key = "shell",
           .kind = boolean,
           .label = "Shell",
           .help = "Hand the one text of `command` to the system's shell.",
           .default_text = "false"},
          {.key = "timeout",
           .kind = duration,
           .label = "Timeout",
           .help = "After so long the program and its children are ended.",
           .default_text = "10s",
           .min = 100,
           .max = 300000},
      }},
      .make = make};
}

}  // namespace ddns::ipsource
