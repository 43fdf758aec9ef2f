// SPDX-License-Identifier: GPL-2.0-or-later
// The tools that find and count: search, count, compare, explain, syntax. The table of tools.h
// lists them.
#pragma once

#include "tools.h"

namespace dateline::searching {

extern const Tool kSearchTool, kCountTool, kCompareTool, kExplainTool, kSyntaxTool;

}  // namespace dateline::searching
