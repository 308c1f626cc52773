#include "ddns/core/text.h"
#include "shared/record_write.h"
#include "shared/suffixes.h"
#include "tencentcloud/records.h"

namespace ddns::providers::tencentcloud {
namespace {

using provider::Ack;

/// "10=0", "0": what no line is called.
bool is_line_id(const std::string& line) {
  return !line.empty() && line.find_first_not_of("0123456789=") == std::string::npos;
}

/// The id wins over the name, which is required all the same.
void add_line(http::JsonObject& body, const std::string& line) {
  const bool id = is_line_id(line);
  body.set("RecordLine", line.empty() || id ? std::string(kDefaultLine) : line);
  if (id) body.set("RecordLineId", line);
}

Status add_weight(http::JsonObject& body, const RecordKey& key, const Attributes& attributes) {
  const auto found = attributes.extra.find(kWeight);
  if (found == attributes.extra.end()) return {};
  const auto weight = to_number<unsigned>(found->second);
  if (!weight || *weight > 100) {
    return fail(Reason::config, cat(key.to_string(), ": `", kWeight, "` must be a whole number from 0 to 100"));
  }
  body.set(kWeight, *weight);
  return {};
}

/// What both writes say about a record.
Status add_record(http::JsonObject& body, const plan::ZoneRef& zone, const RecordKey& key, const IpAddress& address,
                  const Attributes& attributes) {
  body.set("SubDomain", host_label(key.name, zone.name)).set("RecordType", to_string(key.type));
  add_line(body, key.line);
  body.set("Value", address.to_string());
  if (attributes.ttl) body.set("TTL", attributes.ttl->count());
  body.set_if("Remark", attributes.comment);
  return add_weight(body, key, attributes);
}

/// ModifyRecord replaces the whole definition, so what the user does not manage is sent as it was read. An empty remark
/// would be as good as none, and is only sent to remove one.
Attributes merged(const Attributes& wanted, const Attributes& before) {
  Attributes out = wanted;
  if (!out.ttl) out.ttl = before.ttl;
  if (!out.comment && before.comment && !before.comment->empty()) out.comment = before.comment;
  out.extra.insert(before.extra.begin(), before.extra.end());
  return out;
}

Result<Ack> send(const Api& api, const plan::ZoneRef& zone, const Ask& ask, const plan::RemoteRecord& wanted,
                 const Call& call) {
  return judge_write(api.send(ask, call), "/RecordId", kDuplicate, wanted, [&] {
    return read_records(api, {zone, {wanted.key}}, call);
  });
}

/// The id is a number on the wire.
Result<std::uint64_t> number_of(const plan::RemoteRecord& record) {
  const auto id = to_number<std::uint64_t>(record.id);
  if (!id)
    return fail(Reason::internal, cat(record.key.to_string(), " has the id ", record.id, ", which is no number"));
  return *id;
}

Result<Ack> write(const Api& api, const plan::ZoneRef& zone, const plan::CreateRecord& create, const Call& call) {
  Ask ask{.doing = cat("creating ", create.key.to_string()), .action = "CreateRecord", .writes = true};
  ask.body.set("Domain", zone.name.text());
  auto added = add_record(ask.body, zone, create.key, create.address, create.attributes);
  if (!added) return fail(std::move(added).error());
  return send(api, zone, ask, {.key = create.key, .address = create.address, .attributes = create.attributes}, call);
}

Result<Ack> write(const Api& api, const plan::ZoneRef& zone, const plan::UpdateRecord& update, const Call& call) {
  const auto& before = update.before;
  const auto id = number_of(before);
  if (!id) return fail(id.error());
  Ask ask{.doing = cat("updating ", before.key.to_string()), .action = "ModifyRecord", .writes = true};
  ask.body.set("Domain", zone.name.text()).set("RecordId", *id);
  auto added = add_record(ask.body, zone, before.key, update.address, merged(update.attributes, before.attributes));
  if (!added) return fail(std::move(added).error());
  return send(api, zone, ask,
              {.key = before.key, .address = update.address, .id = before.id, .attributes = update.attributes}, call);
}

Result<Ack> write(const Api& api, const plan::ZoneRef& zone, const plan::DeleteRecord& remove, const Call& call) {
  const auto& record = remove.record;
  const auto id = number_of(record);
  if (!id) return fail(id.error());
  Ask ask{.doing = cat("deleting ", record.key.to_string(), ' ', record.address.to_string()),
          .action = "DeleteRecord",
          .writes = true};
  ask.body.set("Domain", zone.name.text()).set("RecordId", *id);
  auto answer = api.send(ask, call);
  if (answer) return Ack{};
  if (answer.error().service_code == kGone) return Ack{.unchanged = true};
  return fail(std::move(answer).error());
}

}  // namespace

Result<Ack> write_record(const Api& api, const plan::ZoneRef& zone, const plan::Operation& operation,
                         const Call& call) {
  return dispatch(
      "tencentcloud",
      operation, [&](const auto& one) -> Result<Ack> requires requires { write(api, zone, one, call); } {
        return write(api, zone, one, call);
      });
}

}  // namespace ddns::providers::tencentcloud
