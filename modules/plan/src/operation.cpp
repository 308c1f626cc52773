#include "ddns/plan/operation.h"

namespace ddns::plan {
namespace {

struct KeysOf {
  std::vector<RecordKey> operator()(const CreateRecord& create) const { return {create.key}; }
  std::vector<RecordKey> operator()(const UpdateRecord& update) const { return {update.before.key}; }
  std::vector<RecordKey> operator()(const DeleteRecord& remove) const { return {remove.record.key}; }
  std::vector<RecordKey> operator()(const ReplaceSet& replace) const { return {replace.key}; }
  std::vector<RecordKey> operator()(const UpdateHost& host) const {
    std::vector<RecordKey> keys;
    if (host.ipv4) keys.push_back({host.name, RecordType::a, host.line});
    if (host.ipv6) keys.push_back({host.name, RecordType::aaaa, host.line});
    return keys;
  }
};

struct VerbOf {
  std::string_view operator()(const CreateRecord&) const { return "create"; }
  std::string_view operator()(const UpdateRecord&) const { return "update"; }
  std::string_view operator()(const DeleteRecord&) const { return "delete"; }
  std::string_view operator()(const ReplaceSet& replace) const { return replace.after.empty() ? "delete" : "replace"; }
  std::string_view operator()(const UpdateHost&) const { return "update"; }
};

}  // namespace

std::vector<RecordKey> keys_of(const Operation& operation) { return std::visit(KeysOf{}, operation); }

std::string_view verb_of(const Operation& operation) noexcept { return std::visit(VerbOf{}, operation); }

}  // namespace ddns::plan
