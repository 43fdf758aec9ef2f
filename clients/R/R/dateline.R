# SPDX-License-Identifier: GPL-2.0-or-later
# Dateline from R: searches of an archive as tibbles, by the program dateline-query or over HTTP.
#
#   archive <- dateline_archive("~/archive")                        # or "http://localhost:8080", token = "..."
#   dateline_articles(archive, "oil w/5 price", after = "2024", text = TRUE)
#   dateline_compare(archive, c("oil", "gas OR lng"), by = c("source", "month"), share = TRUE)
#
# Options have the names of the command line, with _ for -: source = c("Reuters", "AFP"), as_of = "2024-03-01".
# Notes of a search are messages and the attribute "notes"; errors are the sentence and the hint of the program.

FLAGS <- c("wide", "strict", "group", "expand", "share", "gaps", "panel", "snippet")
USUAL_FIELDS <- c("id", "title", "source", "section", "author", "language", "published", "day", "url", "words")
TIMES <- c("published", "first_seen", "added")
INTEGERS <- c("rank", "words", "copies", "version", "count", "total")
DOUBLES <- c("score", "ocr_confidence", "share", "low", "high")

# An archive: one folder, several as one, or the address of a server (dateline-query --serve).
dateline_archive <- function(..., token = NULL, program = "dateline-query") {
  places <- c(...)
  if (!is.character(places) || length(places) == 0) stop("an archive is one folder, several, or an address")
  remote <- grepl("^https?://", places)
  if (any(remote) && length(places) > 1) stop("several archives are searched as one from their folders, not from servers")
  if (!is.null(token) && !any(remote)) stop("a token is for a server, not for a folder")
  if (!any(remote) && !nzchar(Sys.which(program))) {
    stop("there is no program ", program, "\nhint: install Dateline, or name it: program = \"build/dateline-query\"")
  }
  structure(list(places = if (any(remote)) sub("/+$", "", places) else path.expand(places), remote = any(remote),
                 token = token, program = program), class = "dateline_archive")
}

print.dateline_archive <- function(x, ...) {
  cat("<dateline archive>", x$places, "\n")
  invisible(x)
}

# A page of hits, best first: a tibble with the attributes total, canonical and notes.
dateline_search <- function(archive, query = "", limit = 10, ...) {
  answer <- ask(archive, "search", query, c(options_of(...), list(limit = limit)))
  rows <- answer$hits
  hits <- if (length(rows) == 0) tibble::tibble() else tibble_of(rows, names(rows))
  structure(hits, total = answer$total, canonical = answer$query$canonical, notes = tell(notes_of(answer)))
}

# How many articles match.
dateline_count <- function(archive, query = "", ...) {
  answer <- ask(archive, "search", query, c(options_of(...), list(limit = 1, snippet = FALSE)))
  tell(notes_of(answer))
  answer$total
}

# All articles that match, a row each. `fields` are those of --fields, or "all"; `text` adds the column body.
dateline_articles <- function(archive, query = "", fields = USUAL_FIELDS, text = FALSE, ...) {
  if (text && !any(c("all", "body") %in% fields)) fields <- c(fields, "body")
  options <- c(options_of(...), list(fields = paste(fields, collapse = ",")))
  file <- tempfile(fileext = ".jsonl")
  on.exit(unlink(file))
  notes <- export(archive, query, options, file)
  rows <- suppressWarnings(jsonlite::stream_in(base::file(file), verbose = FALSE, simplifyDataFrame = TRUE))
  wanted <- if (identical(fields, "all")) names(rows) else fields
  structure(tibble_of(rows, wanted), notes = notes)
}

# A table of counts of one query or several by one to three fields; `total` is what the archive holds of the same
# filters: 0 there means that nothing was collected.
dateline_compare <- function(archive, queries, by = character(), share = FALSE, count = "articles", ...) {
  queries <- ifelse(nzchar(queries), queries, "*")
  options <- c(options_of(...), list(count = count), if (share) list(share = TRUE))
  if (length(by) > 0) options <- c(options, list(fields = paste(by, collapse = ",")))
  answer <- ask(archive, "counts", queries, options)
  structure(tibble_of(answer$rows, names(answer$rows)), notes = tell(notes_of(answer)))
}

# A corpus of quanteda: the texts, and all other columns as variables of the documents.
dateline_corpus <- function(articles) {
  if (!requireNamespace("quanteda", quietly = TRUE)) {
    stop("dateline_corpus() needs the package quanteda\nhint: install.packages(\"quanteda\")")
  }
  if (is.null(articles$body)) stop("the articles have no texts\nhint: dateline_articles(..., text = TRUE)")
  articles$body[is.na(articles$body)] <- ""
  quanteda::corpus(as.data.frame(articles), docid_field = "id", text_field = "body", unique_docnames = FALSE)
}

# list(source = "Reuters", as_of = ...) of what is given; dates as they are written.
options_of <- function(...) {
  given <- list(...)
  if (length(given) > 0 && (is.null(names(given)) || any(names(given) == ""))) stop("options have names: source = \"Reuters\"")
  names(given) <- gsub("_", "-", names(given), fixed = TRUE)
  lapply(given, function(value) {
    if (inherits(value, "POSIXt")) format(value, "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")
    else if (inherits(value, "Date")) format(value, "%Y-%m-%d")
    else value
  })
}

text_of <- function(value) if (is.logical(value)) as.character(as.integer(value)) else format(value, scientific = FALSE, trim = TRUE)

# Pairs of name and value; a vector is an option that is repeated.
pairs_of <- function(options) {
  values <- lapply(options, function(value) if (is.character(value)) value else text_of(value))
  data.frame(name = rep(names(values), lengths(values)), value = as.character(unlist(values)))
}

words_of <- function(options) {
  pairs <- pairs_of(options)
  words <- sprintf("--%s=%s", pairs$name, pairs$value)
  flag <- pairs$name %in% FLAGS
  words[flag] <- ifelse(pairs$name[flag] == "snippet", "--no-snippet", paste0("--", pairs$name[flag]))
  words[!(flag & pairs$value == ifelse(pairs$name == "snippet", "1", "0"))]
}

# Runs the program; returns its notes. Its output goes to a file.
run <- function(archive, words, query, file) {
  errors <- tempfile()
  on.exit(unlink(errors))
  all_words <- c(paste0("--index=", archive$places), words, if (nzchar(query)) c("--", query))
  code <- system2(archive$program, shQuote(enc2utf8(all_words)), stdout = file, stderr = errors)
  lines <- readLines(errors, encoding = "UTF-8", warn = FALSE)
  if (code > 1 || (code == 1 && file.size(file) == 0 && any(grepl("^(error|no article)", lines)))) {
    stop(paste(sub("^error: ", "", lines[!grepl("^note: ", lines)]), collapse = "\n"), call. = FALSE)
  }
  sub("^note: ", "", grep("^note: ", lines, value = TRUE))
}

# What the server answers, in memory or in a file. A redirect is not followed, for it would take the token along.
answer_of <- function(archive, path, query, options, file = NULL) {
  pairs <- pairs_of(c(if (length(query) > 0) list(q = query[1]), if (length(query) > 1) list(compare = query[-1]), options))
  values <- vapply(enc2utf8(pairs$value), utils::URLencode, "", reserved = TRUE)
  address <- paste0(archive$places, path, "?", paste(sprintf("%s=%s", pairs$name, values), collapse = "&"))
  request <- httr2::req_options(httr2::request(address), followlocation = FALSE)
  if (!is.null(archive$token)) request <- httr2::req_auth_bearer_token(request, archive$token)
  request <- httr2::req_error(request, is_error = function(response) FALSE)
  response <- tryCatch(httr2::req_perform(request, path = file), error = function(error) {
    reason <- if (is.null(error$parent)) conditionMessage(error) else conditionMessage(error$parent)
    stop(archive$places, " does not answer: ", reason, call. = FALSE)
  })
  body <- if (is.null(file)) httr2::resp_body_string(response, "UTF-8") else readChar(file, min(file.size(file), 1e6), TRUE)
  check(response, body)
  response
}

# Throws what the server tells of a fault.
check <- function(response, body) {
  if (httr2::resp_status(response) == 200) return(invisible())
  problem <- tryCatch(jsonlite::fromJSON(body), error = function(e) list())
  detail <- if (is.null(problem$detail)) paste("the server answers", httr2::resp_status(response)) else problem$detail
  stop(paste(c(detail, if (!is.null(problem$hint)) paste("hint:", problem$hint)), collapse = "\n"), call. = FALSE)
}

# An answer in JSON.
ask <- function(archive, kind, query, options) {
  if (archive$remote) {
    response <- answer_of(archive, paste0("/api/", kind), query, options)
    answer <- jsonlite::fromJSON(httr2::resp_body_string(response, "UTF-8"))
    if (kind == "counts") answer$messages <- what_is_missing(archive)
    return(answer)
  }
  file <- tempfile(fileext = ".json")
  on.exit(unlink(file))
  if (kind == "counts") {
    names(options)[names(options) == "fields"] <- "counts"
    options <- c(options, if (length(query) > 1) list(compare = query[-1]))
  }
  messages <- run(archive, c(words_of(options), "--format=json"), query[1], file)
  answer <- jsonlite::fromJSON(file)
  answer$messages <- messages
  answer
}

# Writes all hits to a file as JSON Lines; returns the notes.
export <- function(archive, query, options, file) {
  if (!archive$remote) {
    return(tell(run(archive, c(words_of(options), "--limit=0", "--format=jsonl"), query, file)))
  }
  searched <- ask(archive, "search", query, c(options[names(options) != "fields"], list(limit = 1, snippet = FALSE)))
  answer_of(archive, "/api/export", query, c(options, list(format = "jsonl")), file)
  tell(notes_of(searched))
}

# Tables of counts do not say themselves that an add has not come to its end.
what_is_missing <- function(archive) {
  jsonlite::fromJSON(httr2::resp_body_string(answer_of(archive, "/api/status", NULL, list()), "UTF-8"))$incomplete$message
}

# The notes of an answer, each once.
notes_of <- function(answer) {
  of_query <- answer$query$notes
  of_queries <- if (is.null(answer$queries)) list() else answer$queries$notes
  messages <- c(of_query$message, unlist(lapply(of_queries, function(one) one$message)), answer$messages)
  unique(as.character(messages))
}

tell <- function(notes) {
  for (note in notes) message("note: ", note)
  notes
}

times_of <- function(text) as.POSIXct(text, format = "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")

# The columns that are wanted, with their types; NA for null.
tibble_of <- function(rows, wanted) {
  columns <- lapply(wanted, function(name) {
    values <- rows[[name]]
    if (is.null(values)) values <- rep(NA_character_, NROW(rows))
    if (name %in% TIMES) times_of(as.character(values))
    else if (name == "day") as.Date(as.character(values))
    else if (name %in% INTEGERS) as.integer(values)
    else if (name %in% DOUBLES) as.double(values)
    else if (is.list(values)) values
    else as.character(values)
  })
  names(columns) <- wanted
  tibble::as_tibble(columns)
}
