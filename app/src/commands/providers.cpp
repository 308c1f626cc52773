#include <iomanip>
#include <iostream>

#include "catalogue_text.h"
#include "commands.h"
#include "ddns/core/text.h"
#include "ddns/providers/catalogue.h"

namespace ddns::app {
namespace {

ExitCode describe_one(const std::string& id, bool json) {
  if (const auto* spec = providers::find(id)) {
    std::cout << (json ? describe_json(*spec) : describe(*spec));
    return ExitCode::ok;
  }
  std::vector<std::string> ids;
  for (const auto& spec : providers::catalogue()) ids.push_back(spec.id);
  std::cerr << "ddns-sidecar: no service `" << id << "`";
  if (const auto near = nearest(id, ids)) std::cerr << " (did you mean `" << *near << "`?)";
  std::cerr << "; `ddns-sidecar providers` lists them\n";
  return ExitCode::usage;
}

}  // namespace

ExitCode providers_command(const Options& options) {
  if (!options.subject.empty()) return describe_one(options.subject, options.json);
  if (options.json) {
    std::cout << catalogue_json();
    return ExitCode::ok;
  }
  for (const auto& spec : providers::catalogue()) {
    std::cout << std::left << std::setw(16) << spec.id << spec.name << '\n';
  }
  return ExitCode::ok;
}

}  // namespace ddns::app
