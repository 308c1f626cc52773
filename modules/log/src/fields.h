#pragma once

#include "ddns/core/record.h"
#include "ddns/events/event.h"
#include "ddns/log/line.h"

namespace ddns::log {

/// Collects the fields of one line under their ECS names.
class FieldList {
 public:
  explicit FieldList(const events::Event& event);
  FieldList(const events::Event& event, std::string_view action);

  FieldList& add(std::string name, decltype(Field::value) value);
  FieldList& record(const RecordKey& key);
  FieldList& addresses(const AddressSet& addresses);
  FieldList& account(const std::string& account, const std::string& provider = {});
  FieldList& error(const Error& error);
  FieldList& outcome(bool success);
  FieldList& took(std::chrono::nanoseconds span);

  [[nodiscard]] const Fields& fields() const noexcept { return fields_; }

 private:
  Fields fields_;
};

}  // namespace ddns::log
