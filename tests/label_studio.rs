//! Label Studio's JSON, JSON-MIN and CSV: round trips, what is lost, and bad input.

use ghirbal::labels::{Annotation, Annotations, Format, Reading, write};

#[path = "common/labels.rs"]
mod labels;
use labels::{awkward, fault, pairs, parse, parse_as, row};

#[test]
fn label_studio_json_carries_texts_labels_and_annotators() {
    let before = awkward();
    let written = write(&before, Format::LabelStudio, false).expect("it can be written");
    let tasks: serde_json::Value = serde_json::from_slice(&written.bytes).expect("JSON");
    assert_eq!(tasks.as_array().expect("a list").len(), 6, "two rows of one text are one task");
    assert_eq!(tasks[0]["annotations"].as_array().expect("a list").len(), 2);
    let after = parse("tasks.json", &written.bytes).expect("it can be read");
    let known =
        |row: &Annotation| (row.id.clone(), row.text.clone(), row.label.clone(), row.annotator.clone());
    assert_eq!(
        after.rows.iter().map(known).collect::<Vec<_>>(),
        before.rows.iter().map(known).collect::<Vec<_>>()
    );
    let interface = written.notes.join("\n");
    assert!(interface.contains("<Choice value=\"hostile\"/>"), "{interface}");
}

/// The rows in the order of their texts and annotators.
fn sorted(annotations: &Annotations) -> Vec<(String, String, String, String)> {
    let known =
        |row: &Annotation| (row.id.clone(), row.text.clone(), row.label.clone(), row.annotator.clone());
    let mut rows: Vec<_> = annotations.rows.iter().map(known).collect();
    rows.sort();
    rows
}

#[test]
fn label_studio_has_one_task_for_a_text_wherever_its_rows_stand() {
    let texts = [("c1", "خبر جيد"), ("c2", "كلام سيئ")];
    let of = |who: &str| {
        texts.map(|(id, text)| row(id, text, if who == "salma" { "neutral" } else { "hostile" }, who, &[]))
    };
    let before = Annotations {
        rows: [of("salma"), of("karim"), of("nour@example.org"), of("7")].concat(),
        ..Annotations::default()
    };
    let written = write(&before, Format::LabelStudio, false).expect("it can be written");
    let tasks: serde_json::Value = serde_json::from_slice(&written.bytes).expect("JSON");
    assert_eq!(tasks.as_array().expect("a list").len(), 2);
    let annotations = tasks[0]["annotations"].as_array().expect("a list");
    // Label Studio refuses addresses that it does not know, and a name is none.
    assert_eq!(annotations[0].get("completed_by"), None);
    assert_eq!(annotations[0]["result"][0]["meta"]["annotator"], "salma");
    assert_eq!(annotations[2]["completed_by"], serde_json::json!({"email": "nour@example.org"}));
    assert_eq!(annotations[3]["completed_by"], 7);
    assert!(written.notes.join("\n").contains("karim, salma stand in the meta"), "{:?}", written.notes);
    assert_eq!(sorted(&parse("tasks.json", &written.bytes).expect("it can be read")), sorted(&before));
}

#[test]
fn label_studio_says_what_it_cannot_keep() {
    let mut before = awkward();
    before.columns[0] = "comment_id".to_owned();
    before.rows[6].annotator = "salma".to_owned();
    let written = write(&before, Format::LabelStudio, false).expect("it can be written");
    let notes = written.notes.join("\n");
    assert!(notes.contains("the column comment_id is written as comment_id_"), "{notes}");
    assert!(notes.contains("an annotator without a label is left behind: 1 row"), "{notes}");
    let after = parse("tasks.json", &written.bytes).expect("it can be read");
    assert_eq!(after.rows[0].id, "c1");
    let place = after.columns.iter().position(|column| column == "comment_id_").expect("the column is kept");
    assert_eq!(after.rows[0].other[place], "a");

    let json = r#"[{"id": 7, "data": {"text": "خبر جيد"}, "annotations": [{"result": [
        {"from_name": "l", "type": "choices", "value": {"choices": ["neutral"]}},
        {"from_name": "why", "type": "textarea", "value": {"text": ["كلام"]}, "meta": null},
        {"from_name": "stars", "type": "rating", "value": {"rating": 3}}]}]}]"#;
    let notes = parse("project.json", json).expect("a sound export").notes.join("\n");
    for kind in ["rating", "textarea"] {
        assert!(notes.contains(&format!("results of the type {kind} were left out")), "{notes}");
    }
}

#[test]
fn label_studio_as_it_exports() {
    let json = r#"[
      {"id": 7, "data": {"text": "خبر جيد", "page": "p1"}, "predictions": [], "annotations": [
        {"id": 1, "completed_by": 3, "was_cancelled": false, "lead_time": 2.5, "result": [
          {"from_name": "dialect", "to_name": "text", "type": "choices", "value": {"choices": ["egyptian"]}},
          {"from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": ["neutral"]}}]},
        {"id": 2, "completed_by": {"id": 4, "email": "k@example.org"}, "was_cancelled": false, "result": [
          {"from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": ["hostile"]}}]},
        {"id": 3, "completed_by": 5, "was_cancelled": true, "result": []}]},
      {"id": 8, "data": {"text": "خبر آخر"}, "annotations": []}]"#;
    let found = parse("project.json", json).expect("a sound export");
    let seen: Vec<_> = found.rows.iter().map(|r| (&*r.id, &*r.label, &*r.annotator)).collect();
    assert_eq!(seen, [("7", "neutral", "3"), ("7", "hostile", "k@example.org"), ("8", "", "")]);
    assert!(found.columns.contains(&"dialect".to_owned()) && found.columns.contains(&"page".to_owned()));
    assert!(found.notes.join("\n").contains("an annotator skipped"), "{:?}", found.notes);

    let min = r#"[{"id":7,"text":"خبر جيد","sentiment":"neutral","annotator":3,"lead_time":1.5},
                  {"id":8,"text":"خبر آخر","sentiment":{"choices":["hostile"]},"annotator":3}]"#;
    let found = parse("min.json", min).expect("a sound export");
    assert_eq!(pairs(&found), [("خبر جيد", "neutral"), ("خبر آخر", "hostile")]);

    let csv = "annotation_id,annotator,created_at,id,lead_time,sentiment,text,updated_at\n\
               1,3,2026-01-01,7,2.5,neutral,خبر جيد,x\n\
               2,4,2026-01-01,7,2.5,\"{\"\"choices\"\":[\"\"hostile\"\"]}\",خبر جيد,x\n";
    let found = parse("export.csv", csv).expect("a sound export");
    let seen: Vec<_> = found.rows.iter().map(|r| (&*r.id, &*r.label, &*r.annotator)).collect();
    assert_eq!(seen, [("7", "neutral", "3"), ("7", "hostile", "4")]);
}

#[test]
fn bad_label_studio_is_refused_with_its_task() {
    assert!(fault("a.json", "[{\"id\":1,").contains("line 1"));
    let two = r#"[{"data":{"text":"خبر"},"annotations":[]},
        {"data":{"text":"خبر"},"annotations":[{"result":[
          {"from_name":"x","type":"choices","value":{"choices":["a"]}},
          {"from_name":"y","type":"choices","value":{"choices":["b"]}}]}]}]"#;
    let error = fault("a.json", two);
    assert!(error.starts_with("a.json, task 2") && error.contains("--label-col"), "{error}");
    assert!(fault("a.json", r#"[{"data":{"title":"خبر"},"annotations":[]}]"#).starts_with("a.json, task 1"));
    let odd = r#"[{"data":{"text":"خبر"},"annotations":[{"result":[{"from_name":"l","type":"choices","value":{"choices":"a"}}]}]}]"#;
    assert!(fault("a.json", odd).contains("no list of names"));
    let error =
        parse_as("a.json", "خبر", Some(Format::LabelStudio), &Reading::default()).expect_err("no JSON");
    assert!(error.to_string().contains("Label Studio"), "{error}");
    assert!(write(&awkward(), Format::LabelStudioCsv, false).is_err());
}

/// The label of every row.
fn labels_of(annotations: &Annotations) -> Vec<&str> {
    annotations.rows.iter().map(|row| row.label.as_str()).collect()
}

#[test]
fn one_control_holds_the_label_of_the_whole_file() {
    let choice = |control: &str, choice: &str| {
        format!(r#"{{"from_name":"{control}","type":"choices","value":{{"choices":["{choice}"]}}}}"#)
    };
    let task = |results: &[String]| {
        format!(r#"{{"data":{{"text":"خبر"}},"annotations":[{{"result":[{}]}}]}}"#, results.join(","))
    };
    let (hostile, dialect) = (choice("sentiment", "hostile"), choice("dialect", "egyptian"));
    let tasks = [task(&[hostile, dialect.clone()]), task(std::slice::from_ref(&dialect))];
    let found = parse("a.json", format!("[{}]", tasks.join(","))).expect("a sound export");
    assert_eq!(labels_of(&found), ["hostile", ""], "what another control says is no label");
    let place = found.columns.iter().position(|column| column == "dialect").expect("a column");
    assert!(found.rows.iter().all(|row| row.other[place] == "egyptian"));
    let notes = found.notes.join("\n");
    assert!(
        notes.contains("the label is the choice of sentiment; choices of dialect became columns"),
        "{notes}"
    );
    assert!(notes.contains("nothing was chosen of sentiment: 1 row (task 2)"), "{notes}");

    let named = Reading {
        columns: ghirbal::dataset::Columns { label: Some("mood".to_owned()), ..Default::default() },
        ..Reading::default()
    };
    let error = parse_as("a.json", format!("[{}]", tasks[0]), None, &named).expect_err("no such control");
    assert!(error.to_string().contains("there are choices of sentiment, dialect"), "{error}");
    // Of two controls without a usual name neither is taken, though each task has one.
    let tasks = [task(&[choice("a", "x")]), task(&[choice("b", "y")])];
    let error = fault("a.json", format!("[{}]", tasks.join(",")));
    assert!(error.starts_with("a.json, task 2: choices come from several controls (a, b)"), "{error}");
}

#[test]
fn what_label_studio_says_beside_annotations_is_counted() {
    let json = r#"[{"data": {"text": "خبر"}, "meta": {"batch": 3}, "drafts": [{"result": []}],
        "predictions": [{"result": []}], "annotations": [{"ground_truth": true, "result": [
          {"from_name": "label", "type": "choices", "value": {"choices": ["neutral"]}}]}]},
      {"data": {"text": "كلام"}, "meta": {}, "drafts": [], "predictions": [{"result": []}],
        "annotations": [{"ground_truth": false, "result": [
          {"from_name": "label", "type": "choices", "value": {"choices": ["neutral"]}}]}]}]"#;
    let notes = parse("a.json", json).expect("a sound export").notes.join("\n");
    for said in [
        "predictions were left out: 2 rows (tasks 1, 2)",
        "drafts of annotations were left out: 1 row (task 1)",
        "the meta of tasks was left out: 1 row (task 1)",
        "marks of annotations as the ground truth were left out: 1 row (task 1)",
    ] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
}

#[test]
fn our_ids_come_back_from_every_export_of_label_studio() {
    let csv =
        "annotation_id,annotator,comment_id,id,lead_time,sentiment,text\n1,3,c1,7,2.5,neutral,خبر جيد\n";
    let min = r#"[{"id":7,"comment_id":"c1","text":"خبر جيد","sentiment":"neutral","annotator":3}]"#;
    for (name, export) in [("export.csv", csv), ("min.json", min)] {
        let found = parse(name, export).expect("a sound export");
        assert_eq!(found.rows[0].id, "c1", "{name}");
        let place =
            found.columns.iter().position(|column| column == "id_").expect("the task's number is kept");
        assert_eq!(found.rows[0].other[place], "7", "{name}");
    }
    let notes = write(&awkward(), Format::LabelStudio, false).expect("it can be written").notes.join("\n");
    assert!(notes.contains("neither its CSV nor its JSON-MIN has them"), "{notes}");
}

#[test]
fn bad_label_studio_csv_is_refused_with_its_line() {
    let head = "annotation_id,id,lead_time,sentiment,text\n";
    let error = fault("a.csv", format!("{head}1,7,2.5,neutral\n"));
    assert!(error.starts_with("a.csv, line 2: this row has 4 fields"), "{error}");
    let error = fault("a.csv", format!("{head}1,7,2.5,\"{{\"\"choices\"\":[\"\"a\"\",\"\"b\"\"]}}\",خبر\n"));
    assert!(error.starts_with("a.csv, line 2") && error.contains("--several"), "{error}");
    assert!(fault("a.csv", "annotation_id,lead_time,title\n1,2,x\n").contains("no text column"));
}
