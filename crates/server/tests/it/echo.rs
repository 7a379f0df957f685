//! The engine on plain files: no city, no database, no data directory.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MESSAGES: &str = r#"{"id":1,"time":"2026-03-01 08:00:00","title":"丽景花园三栋电梯坏了没人修","body":"丽景花园三栋的电梯坏了一个星期，老人下不了楼，物业一直不修。"}
{"id":2,"time":"2026-03-04 08:00:00","title":"和平路工地半夜施工噪声太大","body":"和平路旁的工地每天半夜施工，噪声太大，无法入睡。"}
{"id":"3","user":"A1","time":"2026-03-09 08:00:00","title":"再次反映丽景花园三栋电梯故障","body":"丽景花园三栋电梯坏了，至今没有解决，老人下不了楼，物业不修。"}
"#;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("huying-echo-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        if Path::new(name).extension().is_some_and(|end| end == "gz") {
            let file = std::fs::File::create(&path).unwrap();
            let mut writer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
            writer.write_all(text.as_bytes()).unwrap();
            writer.finish().unwrap();
        } else {
            std::fs::write(&path, text).unwrap();
        }
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_huying"))
            .env("HUYING_DATA", self.0.join("data"))
            .env_remove("HUYING_DATABASE_URL")
            .args(args)
            .output()
            .unwrap()
    }

    /// The rows of a result, without the header, which is checked.
    fn rows(&self, args: &[&str], header: &str) -> Vec<Vec<String>> {
        let output = self.run(args);
        let (out, err) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{err}");
        let mut lines = out.lines();
        assert_eq!(lines.next(), Some(header));
        lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        assert!(!self.0.join("data").exists(), "no data directory is made");
        // Left-over files of a test are a nuisance, not a failure.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn pairs_get_a_probability_each_in_their_order() {
    let folder = Folder::new("score");
    let plain = folder.file("m.jsonl", MESSAGES);
    let zipped = folder.file("m.jsonl.gz", MESSAGES);
    let pairs = folder.file("p.csv", "id_a,id_b,label\n1,3,1\n1,2,0\n");
    let header = "id_a,id_b,probability";
    let rows = folder.rows(&["echo", "score", "--messages", &plain, "--pairs", &pairs], header);
    assert_eq!(rows.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["3", "2"]);
    let probability = |row: &[String]| row[2].parse::<f32>().unwrap();
    assert!(probability(&rows[0]) > 0.5 && probability(&rows[1]) < 0.2, "{rows:?}");
    let again = folder.rows(&["echo", "score", "--messages", &zipped, "--pairs", &pairs], header);
    assert_eq!(rows, again);
}

#[test]
fn a_stream_offers_only_what_came_before() {
    let folder = Folder::new("stream");
    let mut lines: Vec<&str> = MESSAGES.lines().collect();
    lines.reverse();
    let messages = folder.file("m.jsonl", &lines.join("\n"));
    let args = ["echo", "stream", "--messages", &messages, "--top", "1"];
    let rows = folder.rows(&args, "id,rank,earlier_id,probability");
    let last = rows.last().unwrap();
    assert_eq!(last[..3], ["3", "1", "1"], "{rows:?}");
    assert!(rows.iter().all(|row| row[0] != "1"), "the first has nothing before it: {rows:?}");
}

#[test]
fn reports_with_points_are_taken_from_csv() {
    let folder = Folder::new("points");
    let messages = folder.file(
        "m.csv",
        "id,text,lat,lon,time,category\n\
         a,Street Light Outages 37 River St,42.3569,-71.0700,2011-07-01 01:32:33,Street Lights\n\
         b,Missed Trash 9 Elm St,42.3001,-71.1000,2011-07-01 09:00:00,Sanitation\n\
         c,Street Light Outages 39 River St,42.3570,-71.0701,2011-07-02 01:32:33,Street Lights\n",
    );
    let args = ["echo", "stream", "--messages", &messages, "--top", "2"];
    let rows = folder.rows(&args, "id,rank,earlier_id,probability");
    let first = rows.iter().find(|row| row[0] == "c").unwrap();
    assert_eq!(first[2], "a", "{rows:?}");
}

#[test]
fn what_cannot_be_read_ends_the_command_with_its_line() {
    let folder = Folder::new("faults");
    let messages = folder.file("m.jsonl", MESSAGES);
    let broken = folder.file("broken.jsonl", "{\"id\":1}\n{\"id\":\n");
    let pairs = folder.file("p.csv", "id_a,id_b\n1,2\n1,99\n");
    for (messages, told) in [(&messages, "line 3: no message has the id 99"), (&broken, "line 2")] {
        let output = folder.run(&["echo", "score", "--messages", messages, "--pairs", &pairs]);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && err.contains(told), "{err}");
    }
}
