#include "attributes.h"

#include <algorithm>

namespace ddns::plan {
namespace {

bool ttl_right(const Attributes& actual, const Attributes& wanted) {
  if (!wanted.ttl || !actual.ttl) return true;
  const bool proxied = wanted.proxied.value_or(actual.proxied.value_or(false));
  return proxied || *wanted.ttl == *actual.ttl;
}

bool extra_right(const Attributes& actual, const Attributes& wanted) {
  return std::ranges::all_of(wanted.extra, [&](const auto& entry) {
    const auto found = actual.extra.find(entry.first);
    return found == actual.extra.end() ? entry.second.empty() : found->second == entry.second;
  });
}

}  // namespace

bool attributes_right(const Attributes& actual, const Attributes& wanted) {
  if (!ttl_right(actual, wanted)) return false;
  if (wanted.proxied && *wanted.proxied != actual.proxied.value_or(false)) return false;
  if (wanted.comment && *wanted.comment != actual.comment.value_or(std::string{})) return false;
  return wanted.extra.empty() || extra_right(actual, wanted);
}

}  // namespace ddns::plan
