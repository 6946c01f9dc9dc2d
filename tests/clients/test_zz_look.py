import os, pathlib, pytest
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
from django.urls import reverse
from playwright.sync_api import sync_playwright
from axe_playwright_python.sync_playwright import Axe
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.notifications.services import notify
from clients.services import consent, contact, enrollment, household, outside
from clients.models import ClientAccess
from cas_portal.time import clock
from datetime import timedelta, date
from tests.factories.accounts import *
from tests.factories.clients import *
from tests.clients.acting import acting

OUT=pathlib.Path("/tmp/clients/shots"); OUT.mkdir(parents=True,exist_ok=True)
pytestmark=[pytest.mark.django_db(transaction=True), pytest.mark.filterwarnings("ignore")]

def test_look(live_server):
    a=AgencyFactory(name="Riverbend Outreach"); b=AgencyFactory(name="Delta Housing Partners",continuum=a.continuum); c=AgencyFactory(name="Sample Steps Forward",continuum=a.continuum)
    vsp=AgencyFactory(name="Safe Harbor",continuum=a.continuum,is_vsp=True)
    people={ "assessor":staff(Role.ASSESSOR,a), "manager":staff(Role.AGENCY_MANAGER,a), "call":staff(Role.CALL_CENTER,c), "ssf":staff(Role.SSF_ADMIN,c), "provider":staff(Role.HOUSING_PROVIDER,b), "vsp":staff(Role.VSP_ASSESSOR,vsp), "auditor":staff(Role.AUDITOR,c)}
    for name,p in people.items():
        u=User.objects.get(pk=p.user_id); u.name={"assessor":"Ana Assessor","manager":"Milo Manager","call":"Cal Caller","ssf":"Sam Admin","provider":"Pat Provider","vsp":"Vi Worker","auditor":"Au Ditor"}[name]; u.email=f"{name}@example.org"; u.set_password("correct horse battery"); u.phone="9165550111"; u.save()
    from allauth.account.models import EmailAddress
    cas_program(a)
    rosa=ClientFactory(agency=a, veteran_status=0, sex=0, white=1, hispanic_latinao=1, preferred_language=367, interpreter_needed=True)
    IdentityFactory(client=rosa, first_name="Rosa", last_name="Example-Rivera", alias="Rosie", phone="9165550100", email="rosa@example.org", birth_date=date(1988,5,14))
    kid=ClientFactory(agency=a); IdentityFactory(client=kid, first_name="Mina", last_name="Example", birth_date=date(2019,2,3))
    man=ClientFactory(agency=a); IdentityFactory(client=man, first_name="Bram", last_name="Sample", birth_date=date(1970,2,3))
    A=people["assessor"]
    with acting(A):
        consent.record_release(by=A, client_id=rosa.pk, signature="Rosa Example", signed_on=clock.today())
        consent.record_release(by=A, client_id=kid.pk, signature="Rosa Example", signed_on=clock.today())
        household.add_member(by=A, head_id=rosa.pk, client_id=kid.pk, membership=household.Membership(relationship=2, joined_on=date(2024,1,1)))
        enrollment.enroll_household(by=A, client_id=rosa.pk, entry_date=clock.today())
        contact.log_contact(by=A, client_id=rosa.pk, kind="confirmed", happened_on=clock.today())
        contact.log_contact(by=A, client_id=rosa.pk, kind="failed_try", happened_on=clock.today()-timedelta(days=2))
        contact.assign_case_manager(by=A, client_id=rosa.pk, user_id=A.user_id, agency_id=a.pk)
        contact.assign_case_manager(by=A, client_id=man.pk, user_id=A.user_id, agency_id=a.pk)
        notify(by=A, recipient_ids=[A.user_id], kind="N8", text="A provider answered about an opening.", url="/clients/", dedupe_key="x")
        outside.open_to_agency(by=A, client_id=rosa.pk, agency_id=b.pk, reason="referral")
    stay=EnrollmentFactory  # noqa
    from cas_portal.access.actor import Actor
    from clients.models import Enrollment
    with acting(A):
        stay=Enrollment.objects.filter(client=rosa).get()
        from clients.models import HouseholdMember
        mem=HouseholdMember.objects.filter(client=kid,left_on=None).get()
    axe=Axe(); bad=[]
    R=lambda n,*x: live_server.url+reverse(n,args=list(x))
    with sync_playwright() as pw:
        br=pw.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        def shot(page, name, full=True):
            page.screenshot(path=str(OUT/f"{name}.png"), full_page=full)
            r=axe.run(page)
            for v in r.response["violations"]:
                bad.append((name, v["id"], [n["html"][:160] for n in v["nodes"]][:3]))
            w=page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            if w[0]>w[1]: bad.append((name,"overflow",w))
        for width in (1280,360):
            tours={
             "assessor":[("today",live_server.url+"/"),("find",R("clients:find")+"?q=rosa"),("none",R("clients:find")+"?q=zzzz"),("ssn",R("clients:find_by_ssn")),("new",R("clients:new")),
               ("client",R("clients:client",rosa.public_id)),("clientempty",R("clients:client",man.public_id)),("addfind",R("clients:add_member",rosa.public_id)+"?q=bram"),("addmember",R("clients:add_member",rosa.public_id)+f"?person={man.public_id}"),
               ("release",R("clients:release",rosa.public_id)),("withdraw",R("clients:withdraw",rosa.public_id)),("enroll",R("clients:enroll",rosa.public_id)),("exit",R("clients:exit",stay.public_id)),
               ("profile",R("clients:edit_profile",rosa.public_id)),("contacts",R("clients:contacts",rosa.public_id)),("log",R("clients:log_contact",rosa.public_id)),("manager",R("clients:case_manager",rosa.public_id)),
               ("helpers",R("clients:helpers",rosa.public_id)),("memberedit",R("clients:edit_member",mem.public_id)),("memberremove",R("clients:remove_member",mem.public_id)),("notices",R("notifications:list"))],
             "manager":[("today",live_server.url+"/"),("client",R("clients:client",rosa.public_id))],
             "call":[("today",live_server.url+"/"),("find",R("clients:find")+"?q=rosa"),("client",R("clients:client",rosa.public_id))],
             "ssf":[("today",live_server.url+"/"),("client",R("clients:client",rosa.public_id)),("hidden",R("clients:client",man.public_id))],
             "provider":[("today",live_server.url+"/"),("client",R("clients:client",rosa.public_id)),("find",R("clients:find")+"?q=rosa")],
             "vsp":[("today",live_server.url+"/"),("new",R("clients:new"))],
             "auditor":[("today",live_server.url+"/"),("client",R("clients:client",rosa.public_id))],
            }
            only=os.environ.get("LOOK","").split(",") if os.environ.get("LOOK") else None
            for who,pages in tours.items():
                ctx=br.new_context(viewport={"width":width,"height":900}); page=ctx.new_page()
                errs=[]; page.on("console", lambda m: errs.append(m.text) if m.type=="error" else None)
                page.goto(live_server.url+"/accounts/login/")
                if who=="assessor": shot(page,f"login-{width}")
                page.fill("#id_login",f"{who}@example.org"); page.fill("#id_password","correct horse battery"); page.click("main button[type=submit]"); page.wait_for_load_state()
                if "/login" in page.url: bad.append((who,"login failed",page.inner_text("main")[:300])); continue
                for name,url in pages:
                    resp=page.goto(url)
                    if resp.status>=400 and name!="hidden": bad.append((who,name,resp.status))
                    shot(page,f"{who}-{name}-{width}")
                if who=="assessor":
                    # errors, duplicates, stale
                    page.goto(R("clients:new")); page.click("main button[type=submit]"); shot(page,f"assessor-newerrors-{width}")
                    page.goto(R("clients:new")); page.fill("#id_first_name","Rosa"); page.fill("#id_last_name","Example"); page.select_option("#id_birth_date_0","5"); page.fill("#id_birth_date_1","14"); page.fill("#id_birth_date_2","1988"); page.click("main form.portal-form .form-buttons button"); shot(page,f"assessor-dup-{width}")
                    page.goto(R("clients:edit_profile",rosa.public_id))
                    p2=ctx.new_page(); p2.goto(R("clients:edit_profile",rosa.public_id)); p2.fill("#id_alias",f"R{width}"); p2.click("main form.portal-form .form-buttons button"); p2.wait_for_load_state(); shot(p2,f"assessor-saved-{width}",False); p2.close()
                    page.fill("#id_alias","Mine"); page.click("main form.portal-form .form-buttons button"); shot(page,f"assessor-stale-{width}")
                    page.goto(R("clients:exit",stay.public_id)); page.click("main form.portal-form .form-buttons button"); shot(page,f"assessor-exiterrors-{width}")
                if errs: bad.append((who,"console",errs[:5]))
                ctx.close()
        br.close()
    for x in bad: print(x)
    print(len(bad),"problems")
