#include "aliyun/records.h"
#include "ddns/core/text.h"
#include "shared/record_write.h"
#include "shared/suffixes.h"

namespace ddns::providers::aliyun {
namespace {

using provider::Ack;

/// What both writes say about a record. TTL and line are always sent with an update: left out, they would fall back to
/// the defaults of the service.
http::Query& add_record(http::Query& query, const plan::ZoneRef& zone, const RecordKey& key, const IpAddress& address,
                        std::optional<std::chrono::seconds> ttl) {
  query.add("RR", host_label(key.name, zone.name))
      .add("Type", std::string(to_string(key.type)))
      .add("Value", address.to_string())
      .add("Line", line_of(key));
  if (ttl) query.add("TTL", std::to_string(ttl->count()));
  return query;
}

Result<Ack> send(const Api& api, const plan::ZoneRef& zone, const Ask& ask, const plan::RemoteRecord& wanted,
                 const Call& call) {
  return judge_write(api.send(ask, call), "/RecordId", kDuplicate, wanted, [&] {
    return read_records(api, {zone, {wanted.key}}, call);
  });
}

/// Only the TTL is compared: what else a record may be wanted to have is not this service's.
Attributes ttl_only(const Attributes& attributes) { return {.ttl = attributes.ttl}; }

Result<Ack> write(const Api& api, const plan::ZoneRef& zone, const plan::CreateRecord& create, const Call& call) {
  Ask ask{.doing = cat("creating ", create.key.to_string()), .action = "AddDomainRecord", .writes = true};
  ask.query.add("DomainName", zone.name.text());
  add_record(ask.query, zone, create.key, create.address, create.attributes.ttl);
  return send(api, zone, ask, {.key = create.key, .address = create.address, .attributes = ttl_only(create.attributes)},
              call);
}

Result<Ack> write(const Api& api, const plan::ZoneRef& zone, const plan::UpdateRecord& update, const Call& call) {
  const auto& before = update.before;
  const auto ttl = update.attributes.ttl ? update.attributes.ttl : before.attributes.ttl;
  Ask ask{.doing = cat("updating ", before.key.to_string()), .action = "UpdateDomainRecord", .writes = true};
  ask.query.add("RecordId", before.id);
  add_record(ask.query, zone, before.key, update.address, ttl);
  return send(
      api, zone, ask,
      {.key = before.key, .address = update.address, .id = before.id, .attributes = ttl_only(update.attributes)}, call);
}

Result<Ack> write(const Api& api, const plan::ZoneRef& /*zone*/, const plan::DeleteRecord& remove, const Call& call) {
  const auto& record = remove.record;
  auto answer = api.send({.doing = cat("deleting ", record.key.to_string(), ' ', record.address.to_string()),
                          .action = "DeleteDomainRecord",
                          .query = http::Query().add("RecordId", record.id),
                          .writes = true},
                         call);
  if (answer) return Ack{};
  if (answer.error().reason == Reason::not_found) return Ack{.unchanged = true};  // gone already
  return fail(std::move(answer).error());
}

}  // namespace

Result<Ack> write_record(const Api& api, const plan::ZoneRef& zone, const plan::Operation& operation,
                         const Call& call) {
  return dispatch(
      "aliyun", operation, [&](const auto& one) -> Result<Ack> requires requires { write(api, zone, one, call); } {
        return write(api, zone, one, call);
      });
}

}  // namespace ddns::providers::aliyun
