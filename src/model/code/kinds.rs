//! All codes, each with what it means.

use super::super::rule::Rule;

codes! {
    // How files are written.

    /// A file has bytes that are not text in UTF-8.
    NotUtf8 = "not-utf-8";
    /// A text has a control character or another that nobody sees; take it out.
    HiddenCharacter = "hidden-character";
    /// The file has the marks of a merge that was not finished; keep one side of it.
    MergeConflict = "merge-conflict";
    /// A file, or a part of it, is larger or deeper, or says more by aliases, than is read.
    TooMuch = "too-much";
    /// The file is not YAML, for a reason that the parser alone knows.
    YamlSyntax = "yaml-syntax";
    /// The file is not TOML.
    TomlSyntax = "toml-syntax";
    /// The file, or a line of a table of objects, is not JSON.
    JsonSyntax = "json-syntax";
    /// The file is not BibLaTeX: a brace, a quotation mark or a comma is missing or too many.
    BibSyntax = "bib-syntax";
    /// A tab indents a line, where YAML takes only spaces.
    TabInIndent = "tab-in-indent";
    /// A line is indented unlike those that it belongs to.
    WrongIndent = "wrong-indent";
    /// A line `---` or `...` begins another document, and a file is one.
    SeveralDocuments = "several-documents";
    /// A line is neither a key with its value nor the rest of a text.
    LineWithoutKey = "line-without-key";
    /// A text begins with a sign that means something else in YAML; put it in quotes.
    UnquotedSign = "unquoted-sign";
    /// A text in braces stands without quotes, so that YAML takes it for a mapping.
    UnquotedBraces = "unquoted-braces";
    /// A text has a colon that YAML takes for the end of a key; put the text in quotes.
    ColonInText = "colon-in-text";
    /// A comma within `{ … }` ends the text there; put the text in quotes.
    CommaInText = "comma-in-text";
    /// ` #` begins a comment, and what is behind it is not read; put the text in quotes.
    CommentInText = "comment-in-text";
    /// YAML takes the first sign of a text for a mark of its own, and does not print it.
    LostSign = "lost-sign";
    /// YAML takes a text for a number without end, such as `.inf`; put it in quotes.
    EndlessNumber = "endless-number";
    /// A backslash in double quotes begins an escape that YAML does not have.
    UnknownEscape = "unknown-escape";
    /// A backslash in double quotes stands for another sign, and not for itself.
    EscapeInText = "escape-in-text";
    /// A quotation mark opens a text, and none closes it.
    UnclosedQuote = "unclosed-quote";
    /// A quotation mark ends a text, and more stands behind it.
    TextBehindQuote = "text-behind-quote";
    /// A `}` or `]` ends entries, and more stands behind it.
    TextBehindBracket = "text-behind-bracket";
    /// A `{` or `[` opens a list or mapping, and nothing closes it.
    UnclosedBracket = "unclosed-bracket";
    /// Two entries have no comma between them.
    MissingComma = "missing-comma";
    /// A space is missing behind `-` or `:`, where YAML needs one.
    MissingSpace = "missing-space";
    /// A blank is none that YAML knows, such as one as wide as a Han character.
    OddSpace = "odd-space";
    /// A mark as wide as a Han character stands where the file needs an ASCII one.
    FullWidthSign = "full-width-sign";
    /// A key, or a field of a source, is given twice in one place.
    RepeatedKey = "repeated-key";
    /// A file is there that no part of the project reads.
    UnreadFile = "unread-file";

    // What values a file has.

    /// A key is not one of those that belong here.
    UnknownKey = "unknown-key";
    /// A key that has to be there is missing.
    MissingKey = "missing-key";
    /// A value is of another kind than its key takes: a text for a list, and the like.
    WrongType = "wrong-type";
    /// A word is not one of those that the key takes.
    UnknownWord = "unknown-word";
    /// A value is of the right kind, and cannot be what the key says.
    BadValue = "bad-value";
    /// A number is not written in digits with a point before its decimals.
    BadNumber = "bad-number";
    /// A date is not in the calendar, or not written as dates are.
    BadDate = "bad-date";
    /// An id has other characters than small letters, digits and hyphens.
    BadId = "bad-id";
    /// An ISSN, ISBN or DOI is not written as one, or its check digit is wrong.
    BadIdentifier = "bad-identifier";
    /// Two things have one id.
    RepeatedId = "repeated-id";

    // The project file and the tables of languages.

    /// `diptych.toml` names no language.
    NoLanguage = "no-language";
    /// `diptych.toml` has no variant.
    NoVariant = "no-variant";
    /// A language is named that the project does not have.
    UndeclaredLanguage = "undeclared-language";
    /// A language is named twice where once is enough.
    RepeatedLanguage = "repeated-language";
    /// A language has no table, neither in the project nor in the program.
    MissingLanguageTable = "missing-language-table";
    /// A setting in the table of a language cannot be used.
    BadLanguageTable = "bad-language-table";
    /// The table of a language lacks words that are printed.
    MissingWords = "missing-words";
    /// A language is written in a script that cannot be set yet.
    UnsupportedScript = "unsupported-script";
    /// The table of a language names a dictionary that is not there.
    UnknownDictionary = "unknown-dictionary";
    /// The table of a language names a font that is not there.
    UnknownFont = "unknown-font";
    /// A text has a character that cannot be printed: no font has it, or it is the trace of a fault.
    UnprintableCharacter = "unprintable-character";
    /// A note style is named that neither the project nor the program has.
    UnknownNoteStyle = "unknown-note-style";
    /// A note style is not a CSL style that can be used.
    BadNoteStyle = "bad-note-style";
    /// An audience is named that `[audiences]` does not declare.
    UndeclaredAudience = "undeclared-audience";
    /// A list of audiences is empty, so that nobody sees what it belongs to.
    AudienceOfNobody = "audience-of-nobody";
    /// A name cannot be part of the name of a file.
    BadFileName = "bad-file-name";
    /// A variant names a template that is not there.
    UnknownTemplate = "unknown-template";
    /// A layout is named that is none.
    UnknownLayout = "unknown-layout";
    /// A layout does not fit the number of languages or abstracts.
    UnfitLayout = "unfit-layout";
    /// Notes are numbered per page in a variant of several languages.
    UnfitNotes = "unfit-notes";
    /// A colour is not written in six hexadecimal digits.
    BadColour = "bad-colour";
    /// A colour is too pale for text on white.
    PaleColour = "pale-colour";
    /// A file is not a picture that can be printed, or is not there.
    BadPicture = "bad-picture";
    /// A rule of `check` is named that does not exist.
    UnknownRule = "unknown-rule";
    /// A finding of `check` is waived, and nothing says why.
    WaiverWithoutReason = "waiver-without-reason";
    /// The record of the concordance has a signature without a name or a day.
    BadSignature = "bad-signature";

    // The article and its parts.

    /// The project has no `data/article.yaml`.
    MissingArticle = "missing-article";
    /// A section is named that has no file.
    UnknownSection = "unknown-section";
    /// A file of a section is there, and the article does not name it.
    UnusedSection = "unused-section";
    /// A section stands where it cannot: behind an appendix, or an appendix within a section.
    MisplacedSection = "misplaced-section";
    /// Sections or lists go deeper than they can.
    TooDeep = "too-deep";
    /// A text is missing in a language of the project.
    MissingText = "missing-text";
    /// A text is there, and has no words.
    EmptyText = "empty-text";
    /// A variant asks for an abstract, and the article has none.
    MissingAbstract = "missing-abstract";
    /// A variant asks for the abstract in a language that it is in itself.
    NeedlessAbstract = "needless-abstract";
    /// A text of several paragraphs stands where one belongs.
    SeveralParagraphs = "several-paragraphs";
    /// A text is divided otherwise in one language than in another.
    PartsDiffer = "parts-differ";
    /// A box is not built as boxes are, or stands where none can.
    BadBox = "bad-box";
    /// A block has an attribution, and is no quotation.
    MisplacedAttribution = "misplaced-attribution";
    /// A period is not written with its begin and its end.
    BadPeriod = "bad-period";
    /// A period of the timeline has no event, and is not printed.
    EmptyPeriod = "empty-period";
    /// A block is named that is not there.
    UnknownBlock = "unknown-block";

    // Figures, tables and quantities.

    /// A figure has no content, or more than one.
    FigureContents = "figure-contents";
    /// A figure or picture does not say what it shows to those who do not see it.
    MissingAlt = "missing-alt";
    /// A figure stands behind a block that it cannot stand behind.
    MisplacedFigure = "misplaced-figure";
    /// A diagram or chart has nothing to draw.
    EmptyDrawing = "empty-drawing";
    /// A number is such that no chart of this form shows it.
    UndrawableNumber = "undrawable-number";
    /// The width of a picture is not a share of the width of the text.
    BadWidth = "bad-width";
    /// A table has no rows or no columns.
    EmptyTable = "empty-table";
    /// A row has more or fewer cells than the table has columns.
    RowLength = "row-length";
    /// A cell goes over rows or columns that are not free.
    BadSpan = "bad-span";
    /// A file of data is named that is not there.
    MissingFile = "missing-file";
    /// A column is named that is not known, or that the table does not have.
    UnknownColumn = "unknown-column";
    /// It is not certain in what encoding a table is written.
    UnclearEncoding = "unclear-encoding";
    /// A table is not in UTF-8, and its encoding was found from its text.
    OtherEncoding = "other-encoding";
    /// A timeline asks for a kind of event that no event is of.
    UnknownEventKind = "unknown-event-kind";
    /// A quantity is named that is not there.
    UnknownQuantity = "unknown-quantity";
    /// A quantity has no value, or is derived from too many or too few others.
    QuantityValues = "quantity-values";
    /// A quantity is derived from itself.
    CircularQuantity = "circular-quantity";
    /// A quantity cannot be computed from those that it is derived from.
    UncomputableQuantity = "uncomputable-quantity";
    /// A quantity comes to another value than the one that is published.
    PublishedDiffers = "published-differs";
    /// A unit is named that is not there.
    UnknownUnit = "unknown-unit";
    /// A unit does not say where its number goes.
    UnitWithoutNumber = "unit-without-number";

    // Text with marks in it.

    /// A kind of Markdown is not possible here.
    UnsupportedMarkdown = "unsupported-markdown";
    /// A text looks like the markup of another program, and would be printed as it stands.
    ForeignMarkup = "foreign-markup";
    /// A character is written by its name in HTML.
    HtmlCharacter = "html-character";
    /// A mark of emphasis opens or closes nothing.
    StrayEmphasis = "stray-emphasis";
    /// A brace or bracket opens or closes nothing.
    StrayBracket = "stray-bracket";
    /// A line of a list belongs to no item.
    LineWithoutItem = "line-without-item";
    /// A list stands in an item without words of its own.
    ListWithoutWords = "list-without-words";
    /// YAML folds the end of a line away, so that two items or lines become one.
    FoldedLine = "folded-line";
    /// A link leads nowhere that a link can lead, has no words, or a title.
    BadLink = "bad-link";
    /// It is not clear where an address in a text ends.
    UnclearAddress = "unclear-address";
    /// `{id}` names no quantity, date, term or figure.
    UnknownReference = "unknown-reference";
    /// A term is asked for in a form that terms do not have.
    UnknownForm = "unknown-form";

    // Notes and citations.

    /// A source is named that is not in the sources.
    UnknownSource = "unknown-source";
    /// A citation is not written as citations are: `[@key, p. 3]`.
    BadCitation = "bad-citation";
    /// The sources or their places are not the same in all languages of a text.
    CitationsDiffer = "citations-differ";
    /// A place in a source is of a kind that a source of this type does not have.
    UnfitLocator = "unfit-locator";
    /// A note style prints nothing of the place in a source that a text cites.
    LostLocator = "lost-locator";
    /// A note style prints nothing of a source.
    EmptyNote = "empty-note";
    /// A mark names a note that is not there.
    UnknownNote = "unknown-note";
    /// A note is marked twice.
    RepeatedNote = "repeated-note";
    /// A note stands, or is written, where none can be.
    MisplacedNote = "misplaced-note";
    /// A note is for one language alone, and has a text in another.
    NoteForOneLanguage = "note-for-one-language";

    // Sources.

    /// Two sources have one key.
    RepeatedSource = "repeated-source";
    /// A source has no key to cite it by.
    SourceWithoutKey = "source-without-key";
    /// A source has no type.
    SourceWithoutType = "source-without-type";
    /// A source has a type that is not known.
    UnknownSourceType = "unknown-source-type";
    /// A field of a source cannot be read.
    BadSourceField = "bad-source-field";
    /// The language of a source is not known.
    UnknownSourceLanguage = "unknown-source-language";
    /// The address of a source is none, or several.
    BadSourceAddress = "bad-source-address";
    /// A person has a role that CSL does not have.
    UnknownRole = "unknown-role";
    /// A command of LaTeX means nothing here, and is not printed.
    UnknownCommand = "unknown-command";
    /// An abbreviation in BibLaTeX is not defined, or stands for itself or for too much.
    BadAbbreviation = "bad-abbreviation";
    /// An entry inherits from one that is not there, or from itself.
    BadInheritance = "bad-inheritance";

    /// A file of terms says something else of a term than `data/terms.yaml`.
    OtherTerm = "other-term";

    // Editions and their pages.

    /// An edition has more words or pages than its variant may have.
    OverBudget = "over-budget";
    /// A text refers to a figure that is not in the edition.
    FigureLeftOut = "figure-left-out";
    /// A text is not confirmed as far as its variant requires.
    Unconfirmed = "unconfirmed";
    /// A build has findings of `check`, which lists them.
    Findings = "findings";
    /// The data is not attached, because it has what the readers may not see.
    DataNotAttached = "data-not-attached";
    /// A block, a row or a figure is taller than a page.
    TallerThanPage = "taller-than-page";
    /// A table is wider than a page.
    WiderThanPage = "wider-than-page";
    /// A title or a cell has no room where it stands; make it shorter.
    NoRoom = "no-room";
    /// A note does not fit on the page of its mark.
    NoteWithoutRoom = "note-without-room";
    /// A template does not put its languages on facing pages, and the layout says so.
    NotFacing = "not-facing";
    /// A text is on a page, and cannot be seen: covered, too pale, or off the page.
    NotSeen = "not-seen";
    /// A text is not on the pages whole.
    LostText = "lost-text";
    /// A template cannot be laid out; the message is Typst's.
    Typst = "typst";
    /// A PDF cannot be made as its standard asks; the message is Typst's.
    PdfRefused = "pdf-refused";
    /// A file of another format cannot be made.
    ExportFailed = "export-failed";
    /// The program does not know why something was not made: please report it.
    Internal = "internal";

    // Batches.

    /// A table has no row that names its columns, or something stands above it.
    NoHeader = "no-header";
    /// A column has no name.
    ColumnWithoutName = "column-without-name";
    /// Two columns of a table are the same.
    RepeatedColumn = "repeated-column";
    /// A table has no column `id` or `variant`.
    MissingColumn = "missing-column";
    /// A row has nothing in a column that every row needs.
    MissingCell = "missing-cell";
    /// A cell is longer than it may be.
    LongCell = "long-cell";
    /// A cell has a formula, whose value is not in the table.
    Formula = "formula";
    /// A cell has a value that cannot be printed for certain as the workbook shows it.
    UnclearCell = "unclear-cell";
    /// A text was damaged before it came here: in a wrong encoding, or by a program.
    DamagedText = "damaged-text";
    /// A cell still has a place that was to be filled in, such as `«Name»`.
    UnfilledPlace = "unfilled-place";
    /// A cell is filled in that the template of its row does not print.
    UnprintedField = "unprinted-field";
    /// A row brings in a block that its audience may not see.
    BlockForOthers = "block-for-others";
    /// A block is both in `include` and in `exclude`.
    BlockInAndOut = "block-in-and-out";
    /// Two rows have the same file.
    RepeatedFile = "repeated-file";
    /// The table was changed while the batch was made.
    TableChanged = "table-changed";
    /// A workbook cannot be read.
    UnreadableWorkbook = "unreadable-workbook";
    /// The folder or the store has another batch in it.
    OtherBatch = "other-batch";
    /// The journal, the index or the report of a batch cannot be used.
    BatchRecord = "batch-record";
    /// A store refuses what is asked of it, or does not answer.
    StoreFailed = "store-failed";
    /// The batch was told to stop.
    Interrupted = "interrupted";

    // Imports.

    /// pandoc is not there, is too old, or cannot be run.
    NoPandoc = "no-pandoc";
    /// pandoc cannot read or write a document, or not in time, or leaves something of it out.
    PandocFailed = "pandoc-failed";
    /// A document is in no format that is imported, or is broken.
    BadDocument = "bad-document";
    /// A document has changes that nobody has accepted or rejected.
    TrackedChanges = "tracked-changes";

    // Commands, files and the machine.

    /// The options of a command do not go together, or ask for what it does not do.
    Usage = "usage";
    /// A variable of the environment has a value that cannot be used.
    BadEnvironment = "bad-environment";
    /// There is no project here or above.
    NoProject = "no-project";
    /// A variant is named that the project does not have.
    UnknownVariant = "unknown-variant";
    /// An id is named that nothing has.
    UnknownId = "unknown-id";
    /// A name cannot be that of what is to be made.
    BadName = "bad-name";
    /// A file or folder cannot be read.
    UnreadableFile = "unreadable-file";
    /// A file or folder cannot be written or removed.
    UnwritableFile = "unwritable-file";
    /// A file is there already, and is left as it is.
    FileExists = "file-exists";
    /// A folder is not empty, and is left as it is.
    FolderNotEmpty = "folder-not-empty";
    /// A place is neither a folder nor the address of a store.
    BadLocation = "bad-location";
    /// A file was not made by this program.
    NotOurs = "not-ours";
    /// The system refuses what the program needs: a port, a thread, a signal.
    System = "system";
    /// A document was not made in the time that `--timeout` gives it.
    OutOfTime = "out-of-time";
    /// A document takes more memory than `--memory-limit` gives it.
    OutOfMemory = "out-of-memory";
    /// The process that made a document broke down: please report it.
    WorkerDied = "worker-died";
    /// The project was changed while documents were made of it.
    ProjectChanged = "project-changed";
}
