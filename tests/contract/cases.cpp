#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "contract/conformance.h"

namespace ddns::contract {

namespace {

constexpr std::array<std::pair<Case, std::string_view>, 23> kCases = {{
    {Case::find_zone, "find_zone"},
    {Case::read_empty, "read_empty"},
    {Case::read_existing, "read_existing"},
    {Case::read_pages, "read_pages"},
    {Case::create_a, "create_a"},
    {Case::create_aaaa, "create_aaaa"},
    {Case::update, "update"},
    {Case::keeps_attributes, "keeps_attributes"},
    {Case::two_values, "two_values"},
    {Case::remove, "remove"},
    {Case::batch, "batch"},
    {Case::auth_failure, "auth_failure"},
    {Case::not_found, "not_found"},
    {Case::conflict, "conflict"},
    {Case::rate_limited, "rate_limited"},
    {Case::server_error, "server_error"},
    {Case::html_answer, "html_answer"},
    {Case::truncated_answer, "truncated_answer"},
    {Case::timeout, "timeout"},
    {Case::dropped_connection, "dropped_connection"},
    {Case::wrong_content_type, "wrong_content_type"},
    {Case::unknown_fields, "unknown_fields"},
    {Case::secret_echo, "secret_echo"},
}};

template <class T>
T must(Result<T> result) {
  if (!result) std::abort();
  return std::move(*result);
}

}  // namespace

const std::vector<Case>& all_cases() {
  static const std::vector<Case> cases = [] {
    std::vector<Case> all;
    for (const auto& [which, word] : kCases) all.push_back(which);
    return all;
  }();
  return cases;
}

std::string_view to_string(Case which) noexcept {
  const auto* found = std::find_if(kCases.begin(), kCases.end(), [&](const auto& row) { return row.first == which; });
  return found->second;
}

bool is_derived(Case which) noexcept { return which >= Case::server_error; }

std::string in_json(std::string_view text) {
  const auto quoted = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

std::map<Case, std::string> skip_derived(const std::string& reason) {
  std::map<Case, std::string> skipped;
  for (const auto which : all_cases()) {
    if (is_derived(which)) skipped.emplace(which, reason);
  }
  return skipped;
}

DomainName name(std::string_view text) { return must(DomainName::parse(text)); }
IpAddress ip(std::string_view text) { return must(IpAddress::parse(text)); }
RecordKey key(std::string_view name_text, RecordType type, std::string line) {
  return {name(name_text), type, std::move(line)};
}

provider::ReadScope both_of(std::string_view name_text, plan::ZoneRef zone) {
  return {std::move(zone), {key(name_text, RecordType::a), key(name_text, RecordType::aaaa)}};
}

Scenario fails(Case which, plan::Unit unit, Step step, Failure failure, std::string note) {
  return {.which = which,
          .action = std::move(unit),
          .steps = {std::move(step)},
          .expected = std::move(failure),
          .note = std::move(note)};
}

}  // namespace ddns::contract
