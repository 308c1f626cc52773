#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/address_set.h"
#include "ddns/core/record.h"
#include "ddns/core/result.h"

namespace ddns::providers::hosts {

/// One address and one name: a line of the block.
struct Entry {
  DomainName name;
  IpAddress address;
  friend auto operator<=>(const Entry&, const Entry&) = default;
};

/// A hosts file cut in three: what stands before our block, our lines, what stands after. Pure values; compose() gives
/// back every byte outside the block.
struct HostsFile {
  std::string before;
  std::string after;
  std::vector<Entry> entries;        ///< sorted, unique
  std::vector<std::string> strange;  ///< lines in our block that are no entries (somebody's comments): kept
  std::string newline = "\n";        ///< as the file's first line ends

  [[nodiscard]] AddressSet addresses(const RecordKey& key) const;
  void set(const RecordKey& key, const AddressSet& addresses);
};

/// The line that opens the block named `block`, without line end.
[[nodiscard]] std::string begin_marker(std::string_view block);
[[nodiscard]] std::string end_marker(std::string_view block);

/// Errors: Reason::malformed with the line when the markers of this block do not come as one BEGIN and one END after
/// it: then nobody can tell which lines are ours.
[[nodiscard]] Result<HostsFile> parse(std::string_view content, std::string_view block);

/// The file's new content. A block without lines vanishes, markers and all. A last line without line end gets one
/// before a block is put behind it.
[[nodiscard]] std::string compose(const HostsFile& file, std::string_view block);

}  // namespace ddns::providers::hosts
