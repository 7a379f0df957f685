//! Units and staff of a city pack.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use db::StoreError;
use kernel::check_digit::credit_code_check;
use people::pack::{self, PeoplePack};
use people::store::{accounts, units};
use testdb::{TestDb, each_engine};

const REGION: &str = "439900000000";

fn write(dir: &Path, units: &str, staff: &str) {
    let units = format!("id,name,kind,parent,region_code,uscc,phone\n{units}");
    let staff = format!("username,name,role,unit,region\n{staff}");
    fs::write(dir.join("units.csv"), units).expect("writes");
    fs::write(dir.join("staff.csv"), staff).expect("writes");
}

fn read(dir: &Path) -> (PeoplePack, Vec<people::pack::PackFault>) {
    PeoplePack::read(dir, &BTreeSet::from([REGION.to_owned()]))
}

fn uscc() -> String {
    let body = "11439900MB0079193";
    format!("{body}{}", credit_code_check(body).expect("17 characters"))
}

async fn load(t: &TestDb, pack: &PeoplePack) -> pack::Changes {
    let changes = pack::plan(&t.db, pack).await.expect("plans");
    let passwords = pack::first_passwords(&changes, t.ids.as_ref()).await.expect("hashes");
    pack::write_sign_ins(&t.dir.join("sign-ins.txt"), pack, &passwords).expect("writes");
    let input = (t.ids.clone(), pack.clone(), changes.clone(), passwords);
    let applied: Result<(), StoreError> =
        t.db.write(input, |tx, (ids, pack, changes, passwords)| {
            Box::pin(pack::apply_in(tx, ids.as_ref(), pack, changes, passwords))
        })
        .await;
    applied.expect("applies");
    changes
}

#[tokio::test]
async fn a_pack_loads_once_and_then_changes_nothing() {
    each_engine(people::MIGRATIONS, async |t| {
        let uscc = uscc();
        // The unit above may stand below in the file.
        let lines = format!(
            "hotline,热线受理中心,hotline,data,{REGION},{uscc},12345\ndata,数据局,department,,{REGION},,\n"
        );
        write(&t.dir, &lines, &format!("op01,林晓岚,operator,hotline,{REGION}\n"));
        let (pack, faults) = read(&t.dir);
        assert_eq!(faults, []);
        let changes = load(t, &pack).await;
        assert_eq!((changes.units.added.len(), changes.staff.added.len()), (2, 1));
        let sign_ins = fs::read_to_string(t.dir.join("sign-ins.txt")).unwrap();
        assert!(sign_ins.starts_with("operator op01 Hy-"), "{sign_ins}");
        assert!(pack::plan(&t.db, &pack).await.unwrap().is_empty());
        let found: Result<_, StoreError> = t
            .db
            .read((), |tx, ()| {
                Box::pin(async move {
                    let unit = units::by_slug(tx, "hotline").await?;
                    let above = units::by_slug(tx, "data").await?;
                    Ok((unit, above, accounts::by_username(tx, "op01").await?))
                })
            })
            .await;
        let (unit, above, account) = found.unwrap();
        let (unit, above, account) = (unit.unwrap(), above.unwrap(), account.unwrap());
        assert_eq!(unit.parent, Some(above.id));
        assert_eq!((account.unit, account.display_name.as_str()), (unit.id, "林晓岚"));
        let trail: Result<_, StoreError> = t
            .db
            .read(format!("account:{}", account.id), |tx, stream| {
                Box::pin(db::ledger::stream(tx, stream))
            })
            .await;
        assert_eq!(trail.unwrap()[0].kind, "account.created");
        // Who moves to another unit keeps account, password and roles.
        write(&t.dir, &lines, &format!("op01,林晓岚,leader,data,{REGION}\n"));
        let (pack, _) = read(&t.dir);
        let changes = load(t, &pack).await;
        assert_eq!((changes.staff.changed.len(), changes.staff.added.len()), (1, 0));
        assert!(pack::plan(&t.db, &pack).await.unwrap().is_empty());
        // A unit that is renamed keeps its id; one that is gone is ended.
        write(&t.dir, &format!("hotline,热线中心,hotline,,{REGION},{uscc},12345\n"), "");
        let (pack, faults) = read(&t.dir);
        assert_eq!(faults, []);
        let changes = load(t, &pack).await;
        assert_eq!((changes.units.changed.len(), changes.units.closed.len()), (1, 1));
        assert!(pack::plan(&t.db, &pack).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn faults_name_file_and_line() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let units = format!(
        "hotline,热线,hotline,nowhere,{REGION},11439900MB00791930,1\nx,X,palace,,110000000000,,\n"
    );
    let staff = format!(
        "OP,林,operator,hotline,{REGION}\nop02,周,wizard,none,{REGION}\nop03,蒋,unit_handler;callback_officer,hotline,{REGION}\n"
    );
    write(&t.dir, &units, &staff);
    let (_, faults) = read(&t.dir);
    let told: Vec<_> =
        faults.iter().map(|fault| (fault.file.as_str(), fault.line, fault.key)).collect();
    for want in [
        ("units.csv", 2, "people-fault-uscc"),
        ("units.csv", 3, "people-fault-unit-kind"),
        ("staff.csv", 2, "people-fault-username"),
        ("staff.csv", 3, "people-fault-role"),
        ("staff.csv", 4, "people-fault-role-conflict"),
    ] {
        assert!(told.contains(&want), "{want:?} is not in {told:?}");
    }
}
