        .wrod 1
