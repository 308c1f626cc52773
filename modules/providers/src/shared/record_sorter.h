#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/http/json.h"
#include "ddns/provider/provider.h"

namespace ddns::providers {

/// A record as a service lists it, in words of the field.
struct ListedRecord {
  Result<DomainName> name;  ///< an error where the owner is no host name: nobody asked for it
  std::string type;         ///< "A", "CNAME", …
  std::string value;
  Result<std::string> id = std::string{};  ///< an error only counts where the record was asked for
  bool disabled = false;
  Attributes attributes = {};
  std::vector<std::string> lines = {std::string{}};  ///< words that RecordKey::line may have for its line; "" = default
  std::string hindrance = {};                        ///< why it cannot be changed; empty = it can
};

/// Sorts what stands at the asked names into records and obstacles. Obstacles are a CNAME, what the record itself says,
/// and a disabled record where no enabled one stands: the service would refuse a second record of that value, and to
/// enable it is the user's to decide.
class RecordSorter {
 public:
  explicit RecordSorter(const provider::ReadScope& scope);

  /// Errors: malformed for a record that was asked for and cannot be understood. It is not taken for absent: it would
  /// be made a second time.
  [[nodiscard]] Status take(const ListedRecord& record);
  /// Nobody can change what stands at `name` (of this type, or at all).
  void block(const DomainName& name, std::optional<RecordType> type, const std::string& what);

  /// The state of the zone. Leaves nothing behind.
  [[nodiscard]] plan::ZoneState finish();

 private:
  [[nodiscard]] Status keep(const RecordKey& key, const ListedRecord& record);

  std::map<DomainName, std::vector<RecordKey>> keys_;
  std::set<RecordKey> disabled_;
  plan::ZoneState state_;
};

/// The names of the asked keys, each once.
[[nodiscard]] std::set<DomainName> names_of(const provider::ReadScope& scope);

using Records = Result<std::vector<http::Json>>;
/// Up to `few` names are asked for one by one: without type and line a call shows both families, every line, and a
/// CNAME in the way. For more the whole zone is read. Errors: those of the functions.
[[nodiscard]] Records fetch_records(const provider::ReadScope& scope, std::size_t few,
                                    const std::function<Records(const DomainName&)>& of_name,
                                    const std::function<Records()>& of_zone);

/// fetch_records' records, sorted. `to_listed` puts one into words of the field.
[[nodiscard]] Result<plan::ZoneState> sort_records(const provider::ReadScope& scope, const Records& records,
                                                   const std::function<ListedRecord(const http::Json&)>& to_listed);

}  // namespace ddns::providers
