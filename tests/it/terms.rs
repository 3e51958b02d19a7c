//! Terms exchanged as TBX-Basic. What is written here was read by the RELAX NG and the
//! Schematron of TBX-Basic 3, which are not in this repository.

use std::path::Path;

use crate::common::{diptych, folder, small, stderr, stdout};
use diptych::load::files::Files;
use tempfile::TempDir;

const TERMS: &str = "# Ours.
board:
  long: { zh: 湖泊管理委员会, en: Lake Management Board }
  short: { zh: 管委会, en: LMB }
  avoid: { en: [Lake Board, 'R&D <Board>'] }
  forms: { en: [Lake Management Boards] }
9-11:
  long: { zh: 九一一事件, en: 11 September attacks }
draft:
  long: { zh: 草案 }
";

fn project(terms: &str) -> Files {
    small(&[("data/terms.yaml", terms)])
}

fn exported(dir: &Path, version: &str) -> String {
    let output = diptych(dir, &["terms", "export", "--tbx", version]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

/// Imports a file into a project: the exit code, what is told, and the terms afterwards.
fn imported(dir: &TempDir, tbx: impl AsRef<[u8]>) -> (Option<i32>, String, String) {
    let file = dir.path().join("terms.tbx");
    std::fs::write(&file, tbx).unwrap();
    let args = ["terms", "import", "terms.tbx", "--diagnostic-format", "short"];
    let output = diptych(dir.path(), &args);
    let terms = std::fs::read_to_string(dir.path().join("data/terms.yaml")).unwrap();
    (output.status.code(), stdout(&output) + &stderr(&output), terms)
}

#[test]
fn terms_are_written_as_tbx_basic_of_both_versions() {
    let dir = folder(&project(TERMS));
    for version in ["2", "3"] {
        insta::assert_snapshot!(format!("tbx_{version}"), exported(dir.path(), version));
    }
    let output = diptych(dir.path(), &["terms", "export", "out.tbx"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), String::new()));
    let written = std::fs::read_to_string(dir.path().join("out.tbx")).unwrap();
    assert_eq!(written, exported(dir.path(), "3"));
}

#[test]
fn terms_come_back_as_they_were() {
    let from = folder(&project(TERMS));
    let empty = "board:\n  long: { zh: 会, en: Board }\n";
    for version in ["2", "3"] {
        let text = exported(from.path(), version).replace("id=\"board\"", "id=\"lake-board\"");
        let to = folder(&project(empty));
        let (code, told, terms) = imported(&to, text);
        assert_eq!(code, Some(0), "{told}");
        assert_eq!(
            terms,
            format!(
                "{empty}lake-board:
  long: {{ zh: 湖泊管理委员会, en: Lake Management Board }}
  short: {{ zh: 管委会, en: LMB }}
  avoid:
    en: [Lake Board, R&D <Board>]
  forms:
    en: [Lake Management Boards]
11-september-attacks:
  long: {{ zh: 九一一事件, en: '11 September attacks' }}
draft:
  long: {{ zh: 草案 }}
"
            )
        );
        assert!(told.starts_with("data/terms.yaml: 3 new, 0 there already\n"), "{told}");
        // Once more, nothing is new.
        let (_, told, again) = imported(&to, exported(to.path(), version));
        assert_eq!(again, terms);
        assert!(told.contains("0 new, 4 there already"), "{told}");
    }
}

/// A file of version 3 in the style DCT, with what a project does not keep.
const FOREIGN: &str = "<?xml version='1.0' encoding='utf-8'?>
<tbx type='TBX-Basic' style='dct' xml:lang='en' xmlns='urn:iso:std:iso:30042:ed-2'
  xmlns:min='http://www.tbxinfo.net/ns/min' xmlns:basic='http://www.tbxinfo.net/ns/basic'>
  <tbxHeader><fileDesc><sourceDesc><p>Other</p></sourceDesc></fileDesc></tbxHeader>
  <text><body>
    <conceptEntry id='c12'>
      <min:subjectField>Water</min:subjectField>
      <langSec xml:lang='en-US'><termSec><term>water table</term></termSec></langSec>
      <langSec xml:lang='en'>
        <basic:definition>Where it is wet.</basic:definition>
        <termSec><term>phreatic surface</term>
          <min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec>
        <termSec><term>water &#116;able &amp; its <hi>level</hi></term>
          <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
        <termSec><term>WT</term><basic:termType>acronym</basic:termType></termSec>
      </langSec>
      <langSec xml:lang='zh-Hans'><termSec><term>地下水位</term></termSec></langSec>
      <langSec xml:lang='de'><termSec><term>Grundwasserspiegel</term></termSec></langSec>
    </conceptEntry>
    <conceptEntry id='board'>
      <langSec xml:lang='en'><termSec><term>Lake Management Council</term></termSec></langSec>
    </conceptEntry>
  </body></text>
</tbx>
";

#[test]
fn terms_of_other_programs_are_added_and_what_differs_is_told() {
    let text = "board:\n  long: { zh: 湖泊管理委员会, en: Lake Management Board }";
    let expected = format!(
        "{text}
water-table-its-level:
  long: {{ zh: 地下水位, en: water table & its level }}
  short: {{ zh: 地下水位, en: WT }}
  avoid:
    en: [phreatic surface]
"
    );
    let utf16 = |text: &str| -> Vec<u8> {
        let units = text.replace("utf-8", "utf-16");
        let units: Vec<u16> = std::iter::once(0xfeff).chain(units.encode_utf16()).collect();
        units.into_iter().flat_map(u16::to_le_bytes).collect()
    };
    for bytes in [FOREIGN.as_bytes().to_vec(), utf16(FOREIGN)] {
        let dir = folder(&project(text));
        let (code, told, terms) = imported(&dir, bytes);
        assert_eq!(code, Some(0), "{told}");
        assert_eq!(terms, expected);
        for line in [
            "data/terms.yaml: 1 new, 1 there already\n  water-table-its-level\n",
            "not read: wordings in de\n",
            "not read: 2 definitions, contexts, notes and the like\n",
            ": the file has `Lake Management Council` for the term `board` in `en`",
        ] {
            assert!(told.contains(line), "{line} is not in:\n{told}");
        }
    }
}

#[test]
fn a_file_that_does_not_do_changes_nothing() {
    let cut = FOREIGN.split("<conceptEntry id='board'>").next().unwrap();
    let bomb = FOREIGN
        .replace("water &#116;able", "&lol;")
        .replace("<tbx ", "<!DOCTYPE tbx [<!ENTITY lol SYSTEM 'file:///etc/passwd'>]>\n<tbx ");
    let markup =
        FOREIGN.replace("phreatic surface", "phreatic {surface}").replace("地下水位", "地[^1]");
    for (text, mistake) in [
        ("term,translation\n", "terms.tbx:1: it is no TBX"),
        ("<html><p>a</p></html>", "terms.tbx:1: it is no TBX"),
        (cut, "it ends within `body`"),
        (&FOREIGN.replace("</langSec>", "</langSet>"), "it is no XML"),
        (&format!("<tbx>{}", "<a>".repeat(100)), "it is nested more than 64 deep"),
        (&bomb, "`&lol;` is an entity that XML does not have"),
        (&markup, "`data/terms.yaml` is left as it is"),
    ] {
        let dir = folder(&project(TERMS));
        let (code, told, terms) = imported(&dir, text);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.contains(mistake), "{mistake} is not in:\n{told}");
        assert_eq!(terms, TERMS);
    }
    let empty = tempfile::tempdir().unwrap();
    std::fs::write(empty.path().join("terms.tbx"), FOREIGN).unwrap();
    let output = diptych(empty.path(), &["terms", "import", "terms.tbx"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}
