#include "match.h"

#include <algorithm>
#include <iterator>

#include "attributes.h"

namespace ddns::plan {
namespace {

using Pointers = std::vector<const RemoteRecord*>;
using Position = Pointers::const_iterator;

/// All records of [first, last) have one wanted value: one stays, if possible one that is right as it is.
void keep_one(Position first, Position last, const Attributes& attributes, Match& result) {
  auto keeper = std::find_if(
      first, last, [&](const RemoteRecord* record) { return attributes_right(record->attributes, attributes); });
  if (keeper == last) {
    keeper = first;
    result.amend.push_back(*first);
  }
  result.spare.insert(result.spare.end(), first, keeper);
  result.spare.insert(result.spare.end(), std::next(keeper), last);
}

}  // namespace

Match match(Pointers ours, const AddressSet& foreign, const AddressSet& wanted, const Attributes& attributes) {
  if (ours.size() > 1) {
    std::ranges::stable_sort(ours, {}, [](const RemoteRecord* record) -> const IpAddress& { return record->address; });
  }
  Match result;
  Position record = ours.begin();
  for (const IpAddress& address : wanted) {
    for (; record != ours.end() && (*record)->address < address; ++record) result.spare.push_back(*record);
    const Position first = record;
    while (record != ours.end() && (*record)->address == address) ++record;
    if (first != record) {
      keep_one(first, record, attributes, result);
    } else if (!foreign.contains(address)) {
      result.missing.push_back(address);
    }
  }
  result.spare.insert(result.spare.end(), record, Position(ours.end()));
  return result;
}

Pointers pointers_to(const std::vector<RemoteRecord>& records) {
  Pointers pointers;
  pointers.reserve(records.size());
  for (const RemoteRecord& record : records) pointers.push_back(&record);
  return pointers;
}

}  // namespace ddns::plan
