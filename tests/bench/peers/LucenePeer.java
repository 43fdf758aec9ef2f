// SPDX-License-Identifier: GPL-2.0-or-later
// Lucene 8 on the records and queries of the benchmark, as someone who knows it well would set it
// up: one analysed field of title and body with positions (porter, no stop words, for they are
// searched too), text stored, source and date as doc values, a large buffer, one segment to search.
//   LucenePeer add FOLDER ARTICLES.jsonl THREADS
//   LucenePeer search FOLDER QUERIES.tsv [SECONDS_A_CLASS]
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

public final class LucenePeer {
  static final class English extends Analyzer {
    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer words = new StandardTokenizer();
      TokenStream lower = new LowerCaseFilter(new EnglishPossessiveFilter(words));
      return new TokenStreamComponents(words, new PorterStemFilter(lower));
    }

    @Override
    public int getPositionIncrementGap(String field) {
      return 100;
    }
  }

  // Adding

  private static Document document(Map<String, String> record) {
    String id = record.getOrDefault("id", "");
    String title = record.getOrDefault("title", "");
    String body = record.getOrDefault("body", "");
    String source = record.getOrDefault("source", "");
    String date = record.getOrDefault("date", "");
    long published = 0;
    if (date.length() == 10) published = LocalDate.parse(date).toEpochDay() * 86_400;
    if (date.length() > 10) published = Instant.parse(date).getEpochSecond();
    Document document = new Document();
    document.add(new StringField("id", id, Field.Store.NO));
    document.add(new BinaryDocValuesField("id", new BytesRef(id)));
    document.add(new StoredField("title", title));
    document.add(new StoredField("body", body));
    document.add(new TextField("text", title, Field.Store.NO));
    document.add(new TextField("text", body, Field.Store.NO));
    document.add(new StringField("source", source, Field.Store.YES));
    document.add(new SortedDocValuesField("source", new BytesRef(source)));
    document.add(new LongPoint("published", published));
    document.add(new NumericDocValuesField("published", published));
    return document;
  }

  private static long index(BufferedReader lines, IndexWriter writer) throws IOException {
    long bytes = 0;
    for (; ; ) {
      String line;
      synchronized (lines) {
        line = lines.readLine();
      }
      if (line == null) return bytes;
      Map<String, String> record = JsonLine.parse(line);
      writer.addDocument(document(record));
      for (String field : new String[] {"title", "body"})
        bytes += record.getOrDefault(field, "").getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /** Indexes the first articles into memory and forgets them, so that the compiler has done its work. */
  private static void warmUp(String articles) throws IOException {
    final int some = 10_000;
    try (BufferedReader lines = Files.newBufferedReader(Paths.get(articles));
        IndexWriter writer =
            new IndexWriter(new ByteBuffersDirectory(), new IndexWriterConfig(new English()))) {
      String line;
      for (int i = 0; i < some && (line = lines.readLine()) != null; ++i)
        writer.addDocument(document(JsonLine.parse(line)));
    }
  }

  /** Prints megabytes of text, and the seconds until all is on the disk, as it is and as one segment. */
  private static void add(String folder, String articles, int threads) throws Exception {
    warmUp(articles);
    long start = System.nanoTime();
    IndexWriterConfig config = new IndexWriterConfig(new English());
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    config.setRAMBufferSizeMB(256);
    try (BufferedReader lines = Files.newBufferedReader(Paths.get(articles));
        IndexWriter writer = new IndexWriter(FSDirectory.open(Paths.get(folder)), config)) {
      ExecutorService workers = Executors.newFixedThreadPool(threads);
      List<Future<Long>> parts = new ArrayList<>();
      for (int i = 0; i < threads; ++i) parts.add(workers.submit(() -> index(lines, writer)));
      workers.shutdown();
      long bytes = 0;
      for (Future<Long> part : parts) bytes += part.get();
      writer.commit();
      double added = (System.nanoTime() - start) / 1e9;
      writer.forceMerge(1);
      writer.commit();
      double merged = (System.nanoTime() - start) / 1e9;
      System.out.printf("%.1f %.2f %.2f%n", bytes / 1e6, added, merged);
    }
  }

  // Searching

  private static final class BenchQuery {
    final String kind;
    final Query query;

    BenchQuery(String line) throws IOException {
      String[] cells = line.split("\t", -1);
      kind = cells[0];
      String[] stems = stems(cells[1]);
      Query words;
      if (kind.startsWith("phrase")) {
        words = new PhraseQuery("text", stems);
      } else if (stems.length == 1) {
        words = new TermQuery(new Term("text", stems[0]));
      } else {
        BooleanClause.Occur occur =
            kind.startsWith("or") ? BooleanClause.Occur.SHOULD : BooleanClause.Occur.MUST;
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (String stem : stems) all.add(new TermQuery(new Term("text", stem)), occur);
        words = all.build();
      }
      BooleanQuery.Builder filtered = new BooleanQuery.Builder();
      filtered.add(words, BooleanClause.Occur.MUST);
      if (!cells[2].isEmpty())
        filtered.add(new TermQuery(new Term("source", cells[2])), BooleanClause.Occur.FILTER);
      if (!cells[3].isEmpty()) {
        long from = LocalDate.parse(cells[3]).toEpochDay() * 86_400;
        long to = LocalDate.parse(cells[4]).toEpochDay() * 86_400 - 1;
        filtered.add(
            new IndexOrDocValuesQuery(
                LongPoint.newRangeQuery("published", from, to),
                NumericDocValuesField.newSlowRangeQuery("published", from, to)),
            BooleanClause.Occur.FILTER);
      }
      query = cells[2].isEmpty() && cells[3].isEmpty() ? words : filtered.build();
    }

    private static String[] stems(String words) throws IOException {
      List<String> stems = new ArrayList<>();
      try (Analyzer analyzer = new English();
          TokenStream tokens = analyzer.tokenStream("text", words)) {
        CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
        tokens.reset();
        while (tokens.incrementToken()) stems.add(term.toString());
      }
      return stems.toArray(new String[0]);
    }
  }

  private interface Search {
    long run(Query query) throws IOException;
  }

  private static final int ALL = Integer.MAX_VALUE, SOME = 1000;

  /** The ids of the first ten, and how many there are: all of them counted, or at least `counted`. */
  private static long ids(IndexSearcher searcher, Query query, int counted) throws IOException {
    TopScoreDocCollector best = TopScoreDocCollector.create(10, counted);
    searcher.search(query, best);
    return read(searcher, best.topDocs());
  }

  private static long read(IndexSearcher searcher, TopDocs found) throws IOException {
    ScoreDoc[] hits = found.scoreDocs.clone();
    Arrays.sort(hits, (a, b) -> Integer.compare(a.doc, b.doc));
    for (ScoreDoc hit : hits) {
      for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
        int document = hit.doc - leaf.docBase;
        if (document < 0 || document >= leaf.reader().maxDoc()) continue;
        BinaryDocValues ids = leaf.reader().getBinaryDocValues("id");
        if (ids.advanceExact(document)) ids.binaryValue();
      }
    }
    return found.totalHits.value;
  }

  /** The same, all counted, with counts by source, year and month. */
  private static long facets(IndexSearcher searcher, Query query) throws IOException {
    TopScoreDocCollector best = TopScoreDocCollector.create(10, ALL);
    FacetCounts counts = new FacetCounts();
    searcher.search(query, MultiCollector.wrap(best, counts));
    counts.count();
    return read(searcher, best.topDocs());
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean CPU = "cpu".equals(System.getenv("BENCH_CLOCK"));

  /** Of the wall, or with BENCH_CLOCK=cpu what this thread has used, which others disturb less. */
  private static long nanoseconds() {
    return CPU ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1) + 0.5)];
  }

  /** Five runs after one to warm up, a query's figure is their median, as in latency.cc. */
  private static void print(
      String mode, List<BenchQuery> queries, double secondsAClass, Search search)
      throws IOException {
    final int runs = 5;
    for (int begin = 0, end; begin < queries.size(); begin = end) {
      String kind = queries.get(begin).kind;
      for (end = begin; end < queries.size() && queries.get(end).kind.equals(kind); ) ++end;
      int count = end - begin, measured = 0;
      double[][] times = new double[count][runs];
      int[] taken = new int[count];
      long[] totals = new long[count];
      long start = nanoseconds();
      for (int round = 0; round <= runs; ++round)
        for (int i = 0; i < count && nanoseconds() - start < secondsAClass * 1e9; ++i) {
          long began = nanoseconds();
          totals[i] = search.run(queries.get(begin + i).query);
          if (round == 1) taken[i] = 0;
          times[i][taken[i]++] = (nanoseconds() - began) / 1e3;
        }
      double[] figures = new double[count];
      long found = 0;
      for (; measured < count && taken[measured] > 0; ++measured) {
        double[] all = Arrays.copyOf(times[measured], taken[measured]);
        Arrays.sort(all);
        figures[measured] = percentile(all, 0.5);
        found += totals[measured];
      }
      figures = Arrays.copyOf(figures, measured);
      Arrays.sort(figures);
      System.out.printf(
          "lucene\t%s\t%s\t%d\t%.1f\t%.1f\t%.1f\t%d%n",
          mode, kind, measured, percentile(figures, 0.5), percentile(figures, 0.95),
          percentile(figures, 0.99), found);
    }
  }

  /** So that the compiler has done its work: so long, or every query fifty times. */
  private static void warmUp(List<BenchQuery> queries, double seconds, Search search)
      throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    int runs = 50 * queries.size();
    for (int i = 0; i < runs && System.nanoTime() < end; ++i)
      search.run(queries.get((int) ((i * 7919L) % queries.size())).query);
  }

  private static void search(String folder, String file, double seconds) throws IOException {
    List<BenchQuery> queries = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(file))) queries.add(new BenchQuery(line));
    List<BenchQuery> withFacets = new ArrayList<>();
    for (BenchQuery query : queries) if (query.kind.equals("or+facets")) withFacets.add(query);
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(Paths.get(folder)))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null); // queries come twice here, not in life
      double warm = Math.min(15, seconds);
      Search exact = query -> ids(searcher, query, ALL);
      warmUp(queries, warm, exact);
      print("exact", queries, seconds, exact);
      Search pruned = query -> ids(searcher, query, SOME);
      warmUp(queries, warm / 2, pruned);
      print("pruned", queries, seconds, pruned);
      Search facets = query -> facets(searcher, query);
      warmUp(withFacets, warm / 3, facets);
      print("facets", withFacets, seconds, facets);
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 4 && arguments[0].equals("add")) {
      add(arguments[1], arguments[2], Integer.parseInt(arguments[3]));
    } else if (arguments.length >= 3 && arguments[0].equals("search")) {
      double seconds = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 20;
      search(arguments[1], arguments[2], seconds);
    } else {
      System.err.println(
          "usage: LucenePeer add FOLDER ARTICLES.jsonl THREADS"
              + " | search FOLDER QUERIES.tsv [SECONDS_A_CLASS]");
      System.exit(2);
    }
  }
}
