Gem::Specification.new { |s| s.name = "jingles" }
