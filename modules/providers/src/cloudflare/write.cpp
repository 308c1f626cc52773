#include "cloudflare/records.h"
#include "ddns/core/text.h"
#include "ddns/http/json_text.h"
#include "shared/record_write.h"

namespace ddns::providers::cloudflare {
namespace {

using provider::Ack;

std::string record_path(const plan::ZoneRef& zone, const std::string& id) {
  return cat(records_path(zone), '/', http::percent_encode(id));
}

http::JsonObject create_body(const plan::CreateRecord& create) {
  const auto& wanted = create.attributes;
  http::JsonObject body;
  body.set("type", to_string(create.key.type)).set("name", create.key.name.text());
  body.set("content", create.address.to_string());
  body.set("ttl", wanted.proxied.value_or(false) ? 1 : wanted.ttl.value_or(std::chrono::seconds{1}).count());
  return body.set_if("proxied", wanted.proxied).set_if("comment", wanted.comment);
}

/// What differs, and nothing else: PATCH leaves the rest (tags, settings, what the user set by hand) as it stands.
http::JsonObject& add_changes(http::JsonObject& body, const plan::UpdateRecord& update) {
  const auto& wanted = update.attributes;
  const auto& stands = update.before.attributes;
  const bool proxied = wanted.proxied.value_or(stands.proxied.value_or(false));
  if (update.address != update.before.address) body.set("content", update.address.to_string());
  // A proxied record's TTL is Cloudflare's.
  if (wanted.ttl && wanted.ttl != stands.ttl && !proxied) body.set("ttl", wanted.ttl->count());
  if (wanted.proxied && wanted.proxied != stands.proxied) body.set("proxied", *wanted.proxied);
  if (wanted.comment && wanted.comment != stands.comment) body.set("comment", *wanted.comment);
  return body;
}

Ask ask_for(const plan::ZoneRef& zone, const plan::CreateRecord& create) {
  return {.doing = cat("creating ", create.key.to_string()),
          .method = "POST",
          .path = records_path(zone),
          .body = create_body(create).to_string()};
}
Ask ask_for(const plan::ZoneRef& zone, const plan::UpdateRecord& update) {
  http::JsonObject body;
  return {.doing = cat("updating ", update.before.key.to_string()),
          .method = "PATCH",
          .path = record_path(zone, update.before.id),
          .body = add_changes(body, update).to_string()};
}
tl::unexpected<Error> wrong_grain() {
  return fail(Reason::internal, "cloudflare was given an operation of another grain");
}

/// A proxied record's TTL is Cloudflare's, whatever was wanted.
Attributes comparable(Attributes wanted) {
  if (wanted.proxied.value_or(false)) wanted.ttl.reset();
  return wanted;
}

Result<Ack> send(const Api& api, const plan::ZoneRef& zone, const Ask& ask, const plan::RemoteRecord& wanted,
                 const Call& call) {
  return judge_write(api.send(ask, call), "/result/id", kIdenticalRecordExists, wanted, [&] {
    return read_records(api, {zone, {wanted.key}}, call);
  });
}

Result<Ack> write(const Api& api, const plan::ZoneRef& zone, const plan::CreateRecord& create, const Call& call) {
  return send(api, zone, ask_for(zone, create),
              {.key = create.key, .address = create.address, .attributes = comparable(create.attributes)}, call);
}

Result<Ack> write(const Api& api, const plan::ZoneRef& zone, const plan::UpdateRecord& update, const Call& call) {
  const auto& before = update.before;
  auto attributes = update.attributes;
  if (!attributes.proxied) attributes.proxied = before.attributes.proxied;
  return send(
      api, zone, ask_for(zone, update),
      {.key = before.key, .address = update.address, .id = before.id, .attributes = comparable(std::move(attributes))},
      call);
}

Result<Ack> write(const Api& api, const plan::ZoneRef& zone, const plan::DeleteRecord& remove, const Call& call) {
  auto answer =
      api.send({.doing = cat("deleting ", remove.record.key.to_string(), ' ', remove.record.address.to_string()),
                .method = "DELETE",
                .path = record_path(zone, remove.record.id)},
               call);
  if (!answer) return fail(std::move(answer).error());
  return Ack{};
}

/// The four lists of a batch, and where in the answer each operation's record will be.
class Batch {
 public:
  explicit Batch(const plan::ZoneRef& zone) : zone_(zone) {}

  Status add(const plan::Operation& operation) {
    if (const auto* create = std::get_if<plan::CreateRecord>(&operation)) {
      posts_.add(create_body(*create));
      places_.push_back(cat("/result/posts/", posted_++, "/id"));
    } else if (const auto* update = std::get_if<plan::UpdateRecord>(&operation)) {
      http::JsonObject body;
      body.set("id", update->before.id);
      patches_.add(add_changes(body, *update));
      places_.push_back(cat("/result/patches/", patched_++, "/id"));
    } else if (const auto* remove = std::get_if<plan::DeleteRecord>(&operation)) {
      deletes_.add(http::JsonObject().set("id", remove->record.id));
      places_.emplace_back();
      ++deleted_;
    } else {
      return wrong_grain();
    }
    return {};
  }

  /// The service does deletes, then patches, then posts, whatever the order of the members.
  [[nodiscard]] Ask ask() const {
    http::JsonObject body;
    if (deleted_ > 0) body.set("deletes", deletes_);
    if (patched_ > 0) body.set("patches", patches_);
    if (posted_ > 0) body.set("posts", posts_);
    return {.doing = cat("writing ", places_.size(), " records of ", zone_.name.text(), " in one batch"),
            .method = "POST",
            .path = records_path(zone_) + "/batch",
            .body = body.to_string()};
  }

  [[nodiscard]] provider::UnitResult acks(const http::Json& answer) const {
    provider::UnitResult result;
    for (const auto& place : places_) result.emplace_back(Ack{.id = place.empty() ? "" : answer.text(place)});
    return result;
  }

 private:
  const plan::ZoneRef& zone_;
  http::JsonArray deletes_, patches_, posts_;
  std::size_t deleted_ = 0, patched_ = 0, posted_ = 0;
  std::vector<std::string> places_;  ///< JSON pointers, one per operation; empty for a deletion
};

}  // namespace

provider::UnitResult write_records(const Api& api, const plan::Unit& unit, const Call& call) {
  if (unit.operations.size() == 1) {
    return {dispatch(
        "cloudflare", unit.operations.front(),
        [&](const auto& one) -> Result<Ack> requires requires { write(api, unit.zone, one, call); } {
          return write(api, unit.zone, one, call);
        })};
  }
  Batch batch(unit.zone);
  for (const auto& operation : unit.operations) {
    if (auto added = batch.add(operation); !added) return provider::all_of(unit, fail(std::move(added).error()));
  }
  auto answer = api.send(batch.ask(), call);
  if (!answer) return provider::all_of(unit, fail(std::move(answer).error()));
  return batch.acks(*answer);
}

}  // namespace ddns::providers::cloudflare
