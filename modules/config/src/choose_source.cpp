#include "choose_source.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "look_up.h"

namespace ddns::config {
namespace {

class Chooser {
 public:
  Chooser(Context& context, const schema::Node& record, const schema::Values& values, std::vector<Source>& sources)
      : context_(context), record_(record), values_(values), sources_(sources) {}

  Source* choose(Family family) {
    const std::string key(to_string(family));
    if (!written(key)) return names_a_source(other(key)) ? nullptr : fallback(family, record_.place, false);
    const auto& word = values_.text(key);
    const auto* node = record_.find(key);
    const auto& place = node == nullptr ? record_.place : node->place;
    if (iequals(word, "false") || !values_.has(key)) return nullptr;
    if (iequals(word, "true")) return fallback(family, place, true);
    return named(word, family, place);
  }

  bool asked(std::string_view key) const { return written(key) && !iequals(values_.text(key), "false"); }

 private:
  static std::string_view other(std::string_view key) { return key == "ipv4" ? "ipv6" : "ipv4"; }

  bool written(std::string_view key) const { return record_.find(key) != nullptr; }

  bool names_a_source(std::string_view key) const { return asked(key) && !iequals(values_.text(key), "true"); }

  Source* find(std::string_view id) {
    const auto it =
        std::find_if(sources_.begin(), sources_.end(), [&](const Source& one) { return one.settings.id == id; });
    return it == sources_.end() ? nullptr : &*it;
  }

  Source* named(const std::string& id, Family family, const schema::Place& place) {
    // Only faulty `sources` leave none: that was said already.
    if (sources_.empty()) return nullptr;
    auto* source = find(id);
    if (source == nullptr) {
      std::vector<std::string> ids;
      ids.reserve(sources_.size());
      for (const auto& one : sources_) ids.push_back(one.settings.id);
      const bool negation = iequals(id, "no") || iequals(id, "off") || iequals(id, "none");
      context_.error(
          place, cat("there is no source ", schema::quote(id)),
          negation ? "write false for no such record" : did_you_mean(id, ids, cat("there are ", join(ids, ", "))));
      return nullptr;
    }
    if (source->tells(family)) return source;
    context_.error(place, cat("source ", schema::quote(id), " does not tell ", to_string(family), " addresses"),
                   cat("its family is ", source->ipv4 ? "ipv4" : "ipv6"));
    return nullptr;
  }

  /// `needed`: the user asked for this family.
  Source* fallback(Family family, const schema::Place& place, bool needed) {
    auto* source = find(family == Family::ipv4 ? "default4" : "default6");
    if (source == nullptr) {
      std::vector<Source*> fit;
      for (auto& one : sources_) {
        if (one.tells(family)) fit.push_back(&one);
      }
      if (fit.size() > 1) {
        context_.error(place, cat("several sources tell ", to_string(family), " addresses"),
                       cat("say which: ", to_string(family), ": ", schema::quote(fit.front()->settings.id), ", or ",
                           to_string(family), ": false"));
        return nullptr;
      }
      if (fit.empty() && needed) context_.error(place, cat("no source tells ", to_string(family), " addresses"));
      if (fit.empty()) return nullptr;
      source = fit.front();
    }
    return source;
  }

  Context& context_;
  const schema::Node& record_;
  const schema::Values& values_;
  std::vector<Source>& sources_;
};

}  // namespace

ChosenSources choose_sources(Context& context, const schema::Node& record, const schema::Values& values,
                             std::vector<Source>& sources) {
  Chooser chooser(context, record, values, sources);
  const auto errors = context.errors;
  ChosenSources out{chooser.choose(Family::ipv4), chooser.choose(Family::ipv6), chooser.asked("ipv4"),
                    chooser.asked("ipv6")};
  if (out.ipv4 == nullptr && out.ipv6 == nullptr && context.errors == errors && !sources.empty()) {
    context.error(record.place, "this entry has neither an A nor an AAAA record",
                  "name a source: `ipv4: …` or `ipv6: …`");
  }
  return out;
}

}  // namespace ddns::config
