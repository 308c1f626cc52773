#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "ddns/core/record.h"

namespace ddns::plan {

/// The items' addresses ordered by their key, equal keys in their own order. Nothing is copied.
template <class Item>
[[nodiscard]] std::vector<const Item*> sorted_by_key(const std::vector<Item>& items) {
  std::vector<const Item*> sorted;
  sorted.reserve(items.size());
  for (const Item& item : items) sorted.push_back(&item);
  const auto earlier = [](const Item* a, const Item* b) { return a->key < b->key; };
  if (!std::ranges::is_sorted(sorted, earlier)) std::ranges::stable_sort(sorted, earlier);
  return sorted;
}

/// Walks ordered items side by side with ordered keys.
template <class Item>
class KeyCursor {
 public:
  explicit KeyCursor(const std::vector<Item>& items) : items_(sorted_by_key(items)) {}

  /// The items of this key. Keys must be asked for in order; the span lives as long as the cursor.
  [[nodiscard]] std::span<const Item* const> take(const RecordKey& key) {
    while (next_ < items_.size() && items_[next_]->key < key) ++next_;
    const std::size_t first = next_;
    while (next_ < items_.size() && items_[next_]->key == key) ++next_;
    return std::span<const Item* const>(items_).subspan(first, next_ - first);
  }

 private:
  std::vector<const Item*> items_;
  std::size_t next_ = 0;
};

}  // namespace ddns::plan
