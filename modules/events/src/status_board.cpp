#include <mutex>

#include "ddns/events/status_view.h"

namespace ddns::events {

struct StatusBoard::Impl {
  mutable std::mutex mutex;
  StatusView view;
  /// The last snapshot handed out, as long as nothing happened since.
  mutable std::shared_ptr<const StatusView> snapshot;
};

StatusBoard::StatusBoard() : impl_(std::make_unique<Impl>()) {}
StatusBoard::~StatusBoard() = default;

void StatusBoard::publish(const Event& event) noexcept {
  const std::lock_guard lock(impl_->mutex);
  fold_into(impl_->view, event);
  impl_->snapshot.reset();
}

std::shared_ptr<const StatusView> StatusBoard::snapshot() const {
  const std::lock_guard lock(impl_->mutex);
  if (!impl_->snapshot) impl_->snapshot = std::make_shared<const StatusView>(impl_->view);
  return impl_->snapshot;
}

}  // namespace ddns::events
