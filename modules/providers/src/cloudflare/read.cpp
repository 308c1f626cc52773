#include "cloudflare/pages.h"
#include "cloudflare/records.h"
#include "ddns/core/text.h"
#include "shared/record_sorter.h"

namespace ddns::providers::cloudflare {
namespace {

Attributes attributes_of(const http::Json& record) {
  Attributes attributes;
  if (const auto ttl = record.at("/ttl").as_integer()) attributes.ttl = std::chrono::seconds(*ttl);
  attributes.proxied = record.boolean("/proxied");
  attributes.comment = record.string("/comment");
  return attributes;
}

ListedRecord to_listed(const http::Json& record) {
  return {.name = DomainName::parse(record.string("/name")),
          .type = record.string("/type"),
          .value = record.string("/content"),
          .id = record.need_text("/id"),
          .attributes = attributes_of(record),
          // Records of Workers and other products; seen in answers, not documented (unconfirmed).
          .hindrance =
              record.boolean("/meta/read_only") ? "Cloudflare keeps a read-only record at this name" : std::string()};
}

}  // namespace

std::string records_path(const plan::ZoneRef& zone) {
  return cat("zones/", http::percent_encode(zone.id), "/dns_records");
}

Result<plan::ZoneState> read_records(const Api& api, const provider::ReadScope& scope, const Call& call) {
  const auto of_name = [&](const DomainName& name) {
    const Ask ask{.doing = cat("reading the records of ", name.text()),
                  .path = records_path(scope.zone),
                  .query = http::Query().add("name", name.text())};
    return all_pages(api, ask, kRecordsPerPage, call);
  };
  const auto of_zone = [&] {
    const Ask ask{.doing = cat("reading the zone ", scope.zone.name.text()), .path = records_path(scope.zone)};
    return all_pages(api, ask, kRecordsPerPage, call);
  };
  return sort_records(scope, fetch_records(scope, kFewNames, of_name, of_zone), to_listed);
}

}  // namespace ddns::providers::cloudflare
