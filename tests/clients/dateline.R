# SPDX-License-Identifier: GPL-2.0-or-later
# The R package: each case runs over the program and over a server. run_r starts this, with the archive and the
# address of a server of it in the environment.
library(testthat)

library(dateline)

program <- file.path(Sys.getenv("DATELINE_BUILD"), "dateline-query")
folder <- Sys.getenv("ARCHIVE")
ways <- list(program = dateline_archive(folder, program = program), server = dateline_archive(Sys.getenv("ADDRESS")))
COUNT <- as.integer(Sys.getenv("COUNT"))

for (name in names(ways)) {
  archive <- ways[[name]]

  test_that(paste(name, "all articles are a tibble, with their types"), {
    articles <- dateline_articles(archive, text = TRUE, timeout = 60)
    expect_s3_class(articles, "tbl_df")
    expect_equal(nrow(articles), COUNT)
    expect_s3_class(articles$published, "POSIXct")
    expect_equal(attr(articles$published, "tzone"), "UTC")
    expect_s3_class(articles$day, "Date")
    expect_type(articles$words, "integer")
    number <- as.integer(sub("n:", "", articles$id))
    expect_equal(is.na(articles$published), number %% 11 == 0)
    expect_equal(is.na(articles$section), number %% 3 == 2)
    expect_equal(is.na(articles$author), number %% 5 != 0)
    expect_equal(articles$source, paste("Outlet", number %% 13))
    expect_true(all(startsWith(articles$body, sprintf("The ferry number %d left the quay", number))))
    dated <- number %% 11 != 0
    expect_equal(format(articles$published[dated], "%Y-%m-%d %H:%M"),
                 sprintf("%d-%02d-%02d 00:00", 1980 + number %% 45, 1 + number %% 12, 1 + number %% 28)[dated])
    expect_equal(articles$day[dated], as.Date(articles$published[dated]))
  })

  test_that(paste(name, "numbers"), {
    expect_equal(dateline_count(archive), COUNT)
    expect_equal(dateline_count(archive, "ferry", source = c("Outlet 1", "Outlet 2"), after = as.Date("2000-01-01")),
                 nrow(dateline_articles(archive, "ferry", source = c("Outlet 1", "Outlet 2"), after = "2000")))
    table <- dateline_compare(archive, c("dawn", "number 77"), by = c("source:3", "year"), share = TRUE) |>
      suppressMessages()
    expect_named(table, c("query", "source", "year", "count", "total", "share", "low", "high"))
    expect_equal(sum(table$count[table$query == "dawn"]), COUNT)
    expect_true(anyNA(table$year))
    expect_equal(sum(dateline_compare(archive, "", by = "month")$count), COUNT)
  })

  test_that(paste(name, "a page of hits"), {
    hits <- dateline_search(archive, "\"number 77\"", limit = 3)
    expect_equal(hits$id, "n:77")
    expect_equal(attr(hits, "total"), 1)
    expect_equal(nrow(suppressMessages(dateline_search(archive, "zzzzzz"))), 0)
    none <- suppressMessages(dateline_articles(archive, "zzzzzz", text = TRUE))
    expect_equal(dim(none), c(0, 11))
    expect_s3_class(none$published, "POSIXct")
    expect_equal(dateline_articles(archive, "-\"no such words\"", fields = "all", timeout = 60) |> nrow(), COUNT)
  })

  test_that(paste(name, "notes and errors"), {
    expect_message(dateline_count(archive, "ferry date:2022-13"), "2022-13.* is no date")
    expect_message(articles <- dateline_articles(archive, "\"number 77\" date:2022-13"), "is no date")
    expect_match(attr(articles, "notes"), "is no date")
    expect_message(dateline_compare(archive, "ferry date:2022-13", by = "year"), "is no date")
    expect_error(dateline_count(archive, "ferry date:2022-13", strict = TRUE), "hint: leave out --strict")
    expect_error(dateline_search(archive, sort = "up"), "sort: up not in")
    expect_error(dateline_articles(archive, fields = "colour"), "no field \"colour\"")
    expect_error(dateline_count(archive, "ferry", "Outlet 1"), "options have names")
    expect_equal(dateline_count(archive, source = "'; touch x; '"), 0)
  })

  test_that(paste(name, "a corpus"), {
    articles <- dateline_articles(archive, "\"number 77\"", text = TRUE)
    if (requireNamespace("quanteda", quietly = TRUE)) {
      expect_equal(quanteda::ndoc(dateline_corpus(articles)), 1)
    } else {
      expect_error(dateline_corpus(articles), "needs the package quanteda")
    }
  })
}

test_that("what is not there", {
  expect_error(dateline_archive("nowhere", program = "no-such-program"), "there is no program")
  expect_error(dateline_count(dateline_archive("nowhere", program = program)), "there is no archive")
  expect_error(dateline_count(dateline_archive("http://localhost:9")), "does not answer")
  expect_error(dateline_archive(folder, token = "x"), "a token is for a server")
})

test_that("both ways give the same articles", {
  expect_equal(dateline_articles(ways$program, "\"number 77\"", fields = "all"),
               dateline_articles(ways$server, "\"number 77\"", fields = "all"))
})
