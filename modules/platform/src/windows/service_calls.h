#pragma once

#include <memory>

#include "ddns/platform/service_manager.h"
#include "handle.h"

namespace ddns::platform {

/// The calls of the system that all work on services is made of. Nothing shows their arguments afterwards (Wine refuses
/// some and stores others elsewhere); tests put their own in their place.
struct ServiceCalls {
  decltype(&::OpenSCManagerW) open_manager = &::OpenSCManagerW;
  decltype(&::OpenServiceW) open = &::OpenServiceW;
  decltype(&::CreateServiceW) create = &::CreateServiceW;
  decltype(&::ChangeServiceConfigW) change = &::ChangeServiceConfigW;
  decltype(&::ChangeServiceConfig2W) change_option = &::ChangeServiceConfig2W;
  decltype(&::QueryServiceConfigW) query_config = &::QueryServiceConfigW;
  decltype(&::StartServiceW) start = &::StartServiceW;
  decltype(&::ControlService) control = &::ControlService;
  decltype(&::QueryServiceStatusEx) query_status = &::QueryServiceStatusEx;
  decltype(&::DeleteService) remove = &::DeleteService;
  decltype(&::CloseServiceHandle) close = &::CloseServiceHandle;
};

[[nodiscard]] std::unique_ptr<ServiceFunctions> service_functions_by(const ServiceCalls& calls);

}  // namespace ddns::platform
