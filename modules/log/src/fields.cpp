#include "fields.h"

namespace ddns::log {

FieldList::FieldList(const events::Event& event) : FieldList(event, events::name_of(event.payload)) {}

FieldList::FieldList(const events::Event& event, std::string_view action) {
  add("event.action", std::string(action));
  if (event.trace != TraceId{}) add("trace.id", event.trace.to_string());
}

FieldList& FieldList::add(std::string name, decltype(Field::value) value) {
  fields_.push_back({std::move(name), std::move(value)});
  return *this;
}

FieldList& FieldList::record(const RecordKey& key) {
  add("dns.question.name", key.name.text());
  add("dns.question.type", std::string(ddns::to_string(key.type)));
  if (!key.line.empty()) add("labels.line", key.line);
  return *this;
}

FieldList& FieldList::addresses(const AddressSet& addresses) {
  std::vector<std::string> texts;
  for (const auto& address : addresses) texts.push_back(address.to_string());
  return add("dns.resolved_ip", std::move(texts));
}

FieldList& FieldList::account(const std::string& account, const std::string& provider) {
  add("labels.account", account);
  if (!provider.empty()) add("labels.provider", provider);
  return *this;
}

FieldList& FieldList::error(const Error& error) {
  add("error.type", std::string(ddns::to_string(error.reason)));
  add("error.message", error.message);
  if (!error.service_code.empty()) add("error.code", error.service_code);
  if (error.effect != Effect::none) add("labels.effect", std::string(ddns::to_string(error.effect)));
  return *this;
}

FieldList& FieldList::outcome(bool success) {
  return add("event.outcome", std::string(success ? "success" : "failure"));
}

FieldList& FieldList::took(std::chrono::nanoseconds span) { return add("event.duration", std::int64_t{span.count()}); }

}  // namespace ddns::log
