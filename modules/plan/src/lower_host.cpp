#include <span>

#include "lower.h"

namespace ddns::plan {
namespace {

Attributes attributes_of(const Change& change, const Capabilities& capabilities) {
  Attributes attributes = change.attributes;
  if (!attributes.ttl && capabilities.default_ttl) {
    attributes.ttl = change.current.ttl ? change.current.ttl : capabilities.default_ttl;
  }
  return attributes;
}

void put_in(UpdateHost& host, const Change& change) {
  const bool v4 = change.key.type == RecordType::a;
  (v4 ? host.ipv4 : host.ipv6) = *change.after.begin();
  if (!change.before.empty()) (v4 ? host.old_ipv4 : host.old_ipv6) = change.before.front().address;
}

/// The changes of one name are ordered by type, then line: the AAAA half's next entry of the same line is the partner.
class Joiner {
 public:
  Joiner(std::span<const Change> changes, const Capabilities& capabilities, Packer& packer)
      : changes_(changes), capabilities_(capabilities), packer_(packer) {}

  void run() {
    std::size_t first = 0;
    while (first < changes_.size()) {
      std::size_t last = first;
      while (last < changes_.size() && changes_[last].key.name == changes_[first].key.name) ++last;
      one_name(first, last);
      first = last;
    }
  }

 private:
  void one_name(std::size_t a, std::size_t last) {
    std::size_t aaaa = a;
    while (aaaa < last && changes_[aaaa].key.type == RecordType::a) ++aaaa;
    const std::size_t middle = aaaa;
    while (a < middle || aaaa < last) {
      if (a == middle || (aaaa < last && changes_[aaaa].key.line < changes_[a].key.line)) {
        emit(changes_[aaaa++], nullptr);
      } else if (aaaa < last && changes_[aaaa].key.line == changes_[a].key.line) {
        pair(changes_[a++], changes_[aaaa++]);
      } else {
        emit(changes_[a++], nullptr);
      }
    }
  }

  void pair(const Change& v4, const Change& v6) {
    const bool speakable = !v4.after.empty() && !v6.after.empty();
    const bool alike = attributes_of(v4, capabilities_) == attributes_of(v6, capabilities_);
    if (capabilities_.both_families_in_one && speakable && alike) {
      emit(v4, &v6);
    } else {
      emit(v4, nullptr);
      emit(v6, nullptr);
    }
  }

  void emit(const Change& change, const Change* partner) {
    if (change.after.empty()) return;
    UpdateHost host{
        .name = change.key.name, .line = change.key.line, .attributes = attributes_of(change, capabilities_)};
    put_in(host, change);
    if (partner != nullptr) put_in(host, *partner);
    packer_.add_write(std::move(host));
  }

  std::span<const Change> changes_;
  const Capabilities& capabilities_;
  Packer& packer_;
};

}  // namespace

void lower_to_hosts(const Plan& plan, const Capabilities& capabilities, Packer& packer) {
  Joiner(plan.changes, capabilities, packer).run();
}

}  // namespace ddns::plan
