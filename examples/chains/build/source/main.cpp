#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "words.hpp"

/// wordcount FILE [TIMES MILLISECONDS]: counts again and again, as somebody writes.
int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) {
    std::cerr << "usage: wordcount FILE [TIMES MILLISECONDS]\n";
    return 2;
  }
  const int times = argc == 4 ? std::stoi(argv[2]) : 1;
  for (int i = 0; i < times; ++i) {
    std::ifstream file(argv[1]);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const auto& [word, count] : words::count(words::words_of(text)))
      std::cout << count << ' ' << word << '\n';
    std::cout << std::flush;
    if (i + 1 < times)
      std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(argv[3])));
  }
}
