#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "context.h"

namespace ddns::config {

/// Settings from `DDNS_…` variables: they stand below the file, so each only fills in what a map lacks. An empty
/// variable counts as not set. A secret may also be given as `DDNS_…_FILE`, the path of a file that holds it.
class Environment {
 public:
  explicit Environment(const Input& input);

  /// Fills the sections of the top level that a variable may name: interval, log.level, …
  void fill_sections(schema::Node& root);

  /// Fills `map` from `prefix` + KEY for every setting of the schema but maps.
  void fill(schema::Node& map, const schema::Schema& schema, const std::string& prefix = {});

  /// The variable for a top-level setting, empty if it is not set.
  [[nodiscard]] std::string_view get(std::string_view key);

  /// Warns of what nobody asked for: variables that are no setting, and those of the short form when it is not used.
  void report_unused(Context& context, bool short_form) const;

  /// The variables that were asked for so far, set or not, and those that the program reads before all others.
  [[nodiscard]] std::set<std::string> known() const;

 private:
  [[nodiscard]] const std::string* variable(const std::string& name);

  std::map<std::string, std::string> variables_;  ///< DDNS_… only
  std::set<std::string> known_;                   ///< asked for
};

}  // namespace ddns::config
