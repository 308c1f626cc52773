#include "dyndns2/request.h"

#include "ddns/core/text.h"
#include "ddns/http/authorization.h"
#include "shared/suffixes.h"

namespace ddns::providers::dyndns2 {
namespace {

Status add_label(http::Query& query, const Row& row, const DomainName& name) {
  const auto below = DomainName::parse(row.below);
  const auto label = below && name.is_within(*below) ? name.relative_to(*below) : std::string();
  if (label.empty() || label.find('.') != std::string::npos) {
    return fail(Reason::config, cat(name.text(), ": ", row.name, " only has names of the form something.", row.below));
  }
  query.add(row.host_parameter, label);
  return {};
}

Status add_split(http::Query& query, const Account& account, const DomainName& name) {
  const auto suffixes = suffixes_of(name);
  if (suffixes.empty()) return fail(Reason::config, cat(name.text(), " is no name in a domain"));
  auto domain = suffixes.back();
  if (!account.domain.empty()) {
    auto stated = DomainName::parse(account.domain);
    if (!stated || !name.is_within(*stated)) {
      return fail(Reason::config, cat(name.text(), " does not lie in `zone_name` (", account.domain, ')'));
    }
    domain = *std::move(stated);
  }
  query.add(account.row.host_parameter, host_label(name, domain)).add(account.row.domain_parameter, domain.text());
  return {};
}

Status add_host(http::Query& query, const Account& account, const DomainName& name) {
  const auto& row = account.row;
  if (row.host == Host::label) return add_label(query, row, name);
  if (row.host == Host::split) return add_split(query, account, name);
  if (!row.host_parameter.empty()) {
    query.add(row.host_parameter, row.host == Host::fixed ? account.fixed_host : name.text());
  }
  return {};
}

void add_pairs(http::Query& query, const Pairs& pairs) {
  for (const auto& [name, value] : pairs) query.add(name, value);
}

void add_addresses(http::Query& query, const Row& row, const plan::UpdateHost& update) {
  if (update.ipv4 && update.ipv6 && row.both == Both::list) {
    query.add(row.ipv4_parameter, cat(update.ipv4->to_string(), ',', update.ipv6->to_string()));
    return;
  }
  if (update.ipv4) query.add(row.ipv4_parameter, update.ipv4->to_string());
  if (update.ipv6) query.add(row.ipv6_parameter, update.ipv6->to_string());
  if (!update.ipv6) add_pairs(query, row.with_ipv4_only);
  if (!update.ipv4) add_pairs(query, row.with_ipv6_only);
}

std::string user_of(const Account& account, const DomainName& name) {
  const bool host = account.row.user == User::host || (account.row.user == User::either && account.user.empty());
  return host ? name.text() : account.user;
}

Status authenticate(http::Request& request, http::Query& query, const Account& account, const DomainName& name) {
  const auto& row = account.row;
  if (row.auth == Auth::query) {
    if (row.user != User::none) query.add(row.user_parameter, user_of(account, name));
    query.add(row.secret_parameter, std::string(account.secret.reveal()));
  }
  if (row.auth != Auth::basic) return {};
  auto header = http::basic_auth(user_of(account, name), account.secret);
  if (!header) return fail(Reason::config, cat(name.text(), ": ", header.error().message));
  request.headers.add("Authorization", *std::move(header));
  return {};
}

http::Url target(const Account& account, bool ipv6_only) {
  const auto& base = ipv6_only ? account.endpoint6 : account.endpoint;
  const auto secret = http::percent_encode(account.secret.reveal());
  return base.with_path(account.row.auth == Auth::path ? replace_all(account.row.path, "{secret}", secret)
                                                       : account.row.path);
}

}  // namespace

Result<http::Request> make_request(const Account& account, const plan::UpdateHost& update) {
  http::Request request;
  http::Query query;
  if (auto added = add_host(query, account, update.name); !added) return fail(std::move(added).error());
  add_addresses(query, account.row, update);
  add_pairs(query, account.row.extra);
  auto authenticated = authenticate(request, query, account, update.name);
  if (!authenticated) return fail(std::move(authenticated).error());
  request.url = target(account, !update.ipv4).with_query(query.to_string());
  return request;
}

}  // namespace ddns::providers::dyndns2
