// SPDX-License-Identifier: GPL-2.0-or-later
// The tools that read an article: its text, its versions, what an edit changed. The table of
// tools.h lists them. A text that its source has withheld is not shown.
#pragma once

#include "tools.h"

namespace dateline::searching {

extern const Tool kArticleTool, kVersionsTool, kDiffTool;

}  // namespace dateline::searching
