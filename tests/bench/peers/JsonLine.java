// SPDX-License-Identifier: GPL-2.0-or-later
// One object of strings, as the benchmark's records are: its members that are strings. No other
// JSON library comes with Debian's Lucene.
import java.util.HashMap;
import java.util.Map;

final class JsonLine {
  private final String line;
  private int at = 0;

  private JsonLine(String line) {
    this.line = line;
  }

  static Map<String, String> parse(String line) {
    JsonLine json = new JsonLine(line);
    Map<String, String> members = new HashMap<>();
    json.skip('{');
    while (json.line.charAt(json.at) == '"') {
      String name = json.string();
      json.skip(':');
      if (json.line.charAt(json.at) == '"') members.put(name, json.string());
      else json.skipBare();
      if (json.line.charAt(json.at) == ',') json.skip(',');
    }
    json.skip('}');
    return members;
  }

  private void skip(char expected) {
    if (line.charAt(at) != expected)
      throw new IllegalArgumentException("not " + expected + " at " + at + ": " + line);
    ++at;
  }

  /** A number, true, false or null. */
  private void skipBare() {
    while (line.charAt(at) != ',' && line.charAt(at) != '}') ++at;
  }

  private String string() {
    skip('"');
    int end = at;
    while (line.charAt(end) != '"' && line.charAt(end) != '\\') ++end;
    String text = line.substring(at, end);
    at = end;
    if (line.charAt(at) == '"') {
      ++at;
      return text;
    }
    StringBuilder made = new StringBuilder(line.length() - at).append(text);
    for (; line.charAt(at) != '"'; ++at) {
      char c = line.charAt(at);
      made.append(c == '\\' ? escaped() : c);
    }
    ++at;
    return made.toString();
  }

  private char escaped() {
    char c = line.charAt(++at);
    switch (c) {
      case 'b': return '\b';
      case 'f': return '\f';
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      case 'u':
        at += 4;
        return (char) Integer.parseInt(line.substring(at - 3, at + 1), 16);
      default: return c;
    }
  }
}
