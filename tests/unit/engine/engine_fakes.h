#pragma once

// The world around the engine, in memory: everything here is safe to use from several threads.
#include "fake_provider.h"
#include "fake_source.h"
#include "memory_store.h"
#include "name_servers.h"
#include "support/fake_http.h"
#include "support/record_values.h"
#include "support/recording_sink.h"
