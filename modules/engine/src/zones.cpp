#include <algorithm>
#include <utility>

#include "ddns/core/text.h"
#include "lane_context.h"

namespace ddns::engine {
namespace {

struct Place {
  plan::ZoneRef zone;
  bool from_memory = false;
};

std::optional<Place> known_place(const LaneContext& lane, std::size_t member) {
  const LaneRecord& record = lane.record(member);
  const auto& stated = lane.settings(member).zone;
  // After a conflict nothing that was remembered is trusted.
  const bool remembered = record.zone && lane.again_allowed;
  if (stated) {
    if (remembered && record.zone->name == *stated) return Place{*record.zone, !record.zone->id.empty()};
    return Place{{*stated, {}}};
  }
  if (!lane.can.has_zones) return Place{{record.desired.key.name, {}}};
  if (remembered) return Place{*record.zone, true};
  return std::nullopt;
}

const plan::ZoneRef* longest_match(const std::vector<plan::ZoneRef>& zones, const DomainName& name) {
  const plan::ZoneRef* best = nullptr;
  for (const plan::ZoneRef& zone : zones) {
    if (!name.is_within(zone.name)) continue;
    if (best == nullptr || zone.name.text().size() > best->name.text().size()) best = &zone;
  }
  return best;
}

Error no_zone(const LaneContext& lane, const DomainName& name) {
  return {.reason = Reason::not_found,
          .message = cat("account ", lane.account.id, " has no zone for ", name.text(),
                         "; check the name and the account's rights, or state `zone`")};
}

class Sorter {
 public:
  explicit Sorter(const LaneContext& lane) : lane_(lane) {}

  void add(std::size_t member, const Place& place) {
    const bool unknown = !lane_.can.can_read && lane_.record(member).unknown;
    const auto [found, fresh] = index_.try_emplace({place.zone, unknown}, groups_.size());
    if (fresh) groups_.push_back({.zone = place.zone, .from_memory = place.from_memory, .unknown = unknown});
    groups_[found->second].members.push_back(member);
  }
  std::vector<Group> finish() { return std::move(groups_); }

 private:
  const LaneContext& lane_;
  std::map<std::pair<plan::ZoneRef, bool>, std::size_t> index_;
  std::vector<Group> groups_;
};

}  // namespace

std::vector<Group> assign_zones(LaneContext& lane, const std::vector<std::size_t>& members) {
  Sorter sorter(lane);
  std::vector<std::size_t> homeless;
  std::vector<DomainName> names;
  for (const std::size_t member : members) {
    if (const auto place = known_place(lane, member)) {
      sorter.add(member, *place);
    } else {
      homeless.push_back(member);
      names.push_back(lane.record(member).desired.key.name);
    }
  }
  if (homeless.empty()) return sorter.finish();
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const auto zones = lane.verbs.find_zones(names, lane.failed_before(homeless));
  for (const std::size_t member : homeless) {
    const DomainName& name = lane.record(member).desired.key.name;
    const plan::ZoneRef* zone = zones ? longest_match(*zones, name) : nullptr;
    if (zone != nullptr) {
      sorter.add(member, {*zone, false});
    } else {
      lane.fail_member(member, zones ? no_zone(lane, name) : zones.error(), zones.has_value());
    }
  }
  return sorter.finish();
}

}  // namespace ddns::engine
